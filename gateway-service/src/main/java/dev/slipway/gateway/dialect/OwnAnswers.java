package dev.slipway.gateway.dialect;

import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.contract.document.RoutingDocument.RoutedVersion;
import dev.slipway.contract.openinference.InferBatchStatistics;
import dev.slipway.contract.openinference.InferStatistics;
import dev.slipway.contract.openinference.ModelStatistics;
import dev.slipway.contract.openinference.StatisticDuration;
import java.util.List;
import java.util.StringJoiner;

/** Bodies of the answers that the gateway writes itself. */
public final class OwnAnswers {
    public static final String SERVER_NAME = "slipway";
    public static final String SERVER_VERSION = "0.1.0";

    /** The extensions of the protocol that this server has, as Triton names them. */
    public static final List<String> EXTENSIONS =
            List.of(
                    "binary_tensor_data",
                    "classification",
                    "model_configuration",
                    "model_repository",
                    "schedule_policy",
                    "statistics");

    private OwnAnswers() {}

    public static String serverMetadata() {
        return "{\"name\":\"%s\",\"version\":\"%s\",\"extensions\":[\"%s\"]}"
                .formatted(SERVER_NAME, SERVER_VERSION, String.join("\",\"", EXTENSIONS));
    }

    public static String health(String member, boolean yes) {
        return "{\"" + member + "\":" + yes + "}";
    }

    public static String modelReady(ModelName model, boolean ready) {
        return "{\"name\":" + Json.text(model.name()) + ",\"ready\":" + ready + "}";
    }

    /** An entry without a version has none that is served. */
    public static String repositoryIndex(List<IndexEntry> entries) {
        StringJoiner index = new StringJoiner(",", "[", "]");
        for (IndexEntry entry : entries) {
            String version =
                    entry.version().isEmpty() ? "" : ",\"version\":\"" + entry.version() + "\"";
            index.add(
                    "{\"name\":"
                            + Json.text(entry.model())
                            + version
                            + ",\"state\":\""
                            + entry.state()
                            + "\",\"reason\":"
                            + Json.text(entry.reason())
                            + "}");
        }
        return index.toString();
    }

    public static String statistics(List<ModelStatistics> models) {
        StringJoiner all = new StringJoiner(",", "{\"model_stats\":[", "]}");
        for (ModelStatistics model : models) {
            InferStatistics counted = model.getInferenceStats();
            StringJoiner stats = new StringJoiner(",", "{", "}");
            stats.add(duration("success", counted.getSuccess()));
            stats.add(duration("fail", counted.getFail()));
            stats.add(duration("queue", counted.getQueue()));
            stats.add(duration("compute_input", counted.getComputeInput()));
            stats.add(duration("compute_infer", counted.getComputeInfer()));
            stats.add(duration("compute_output", counted.getComputeOutput()));
            stats.add(duration("cache_hit", counted.getCacheHit()));
            stats.add(duration("cache_miss", counted.getCacheMiss()));
            all.add(
                    "{\"name\":"
                            + Json.text(model.getName())
                            + ",\"version\":"
                            + Json.text(model.getVersion())
                            + ",\"last_inference\":"
                            + model.getLastInference()
                            + ",\"inference_count\":"
                            + model.getInferenceCount()
                            + ",\"execution_count\":"
                            + model.getExecutionCount()
                            + ",\"inference_stats\":"
                            + stats
                            + ",\"batch_stats\":"
                            + batches(model.getBatchStatsList())
                            + "}");
        }
        return all.toString();
    }

    private static String batches(List<InferBatchStatistics> batches) {
        StringJoiner all = new StringJoiner(",", "[", "]");
        for (InferBatchStatistics batch : batches) {
            StringJoiner one = new StringJoiner(",", "{", "}");
            one.add("\"batch_size\":" + batch.getBatchSize());
            one.add(duration("compute_input", batch.getComputeInput()));
            one.add(duration("compute_infer", batch.getComputeInfer()));
            one.add(duration("compute_output", batch.getComputeOutput()));
            all.add(one.toString());
        }
        return all.toString();
    }

    private static String duration(String name, StatisticDuration duration) {
        return "\""
                + name
                + "\":{\"count\":"
                + duration.getCount()
                + ",\"ns\":"
                + duration.getNs()
                + "}";
    }

    public static String modelList(List<RoutedModel> models) {
        StringJoiner data = new StringJoiner(",", "{\"object\":\"list\",\"data\":[", "]}");
        for (RoutedModel model : models) {
            data.add(modelEntry(model));
        }
        return data.toString();
    }

    public static String modelEntry(RoutedModel model) {
        long created = 0;
        for (RoutedVersion version : model.versions()) {
            created = Math.max(created, version.createdAtMs() / 1000);
        }
        return "{\"id\":"
                + Json.text(model.name())
                + ",\"object\":\"model\",\"created\":"
                + created
                + ",\"owned_by\":\"slipway\"}";
    }
}
