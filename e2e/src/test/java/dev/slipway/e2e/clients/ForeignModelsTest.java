package dev.slipway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.platform.Command;
import dev.slipway.e2e.platform.Metrics;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.Pools;
import dev.slipway.e2e.platform.SharedPlatform;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Ten models that others made, of different kinds, are deployed by the one command and answer as
 * ONNX Runtime does: alone bit for bit, together within 1e-5. What they are and where they come
 * from stands in {@code foreign_models.py}.
 */
@Tag("slow")
@ExtendWith(SharedPlatform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class ForeignModelsTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int MOST_TIMES = 10;

    /** How many requests to an engine began their first run. */
    private static final String WORKS = "slipway_inference_queue_duration_seconds_count";

    private final Map<String, Command.Result> deployments = new LinkedHashMap<>();
    private Platform platform;
    private Path folder;

    @BeforeAll
    void deploy(Platform shared) throws Exception {
        platform = shared;
        Pools.resize(platform, platform.registry(), 1);
        folder = Platform.freshData("foreign");
        Path jar = folder.resolve("jar");
        PythonClients.copyResource("/bge-small-en-v1.5-q.onnx", jar.resolve("model.onnx"));
        PythonClients.copyResource(
                "/bge-small-en-v1.5-q-tokenizer.json", jar.resolve("tokenizer.json"));
        PythonClients.make().run("foreign_models.py", "make", folder.toString(), jar.toString());
        for (JsonNode model :
                new JsonMapper().readTree(Files.readString(folder.resolve("models.json")))) {
            String name = model.get("name").asString();
            deployments.put(
                    name,
                    Command.slipway(
                            LIMIT,
                            "deploy",
                            model.get("deploy").asString(),
                            "--model",
                            name,
                            "--data",
                            platform.data().toString()));
        }
        assertThat(deployments).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bge",
                "magika",
                "angle",
                "lines",
                "speech",
                "textboxes",
                "forest",
                "logistic",
                "words",
                "boosted"
            })
    void itIsDeployedAndTheLineThatIsPrintedIsAnswered(String model) throws Exception {
        String said = Objects.requireNonNull(deployments.get(model)).orFail();
        assertThat(said).contains(model + "@1 is served.");
        String line =
                said.lines()
                        .map(String::strip)
                        .filter(one -> one.startsWith("curl "))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(said));
        assertThat(line).as("a question, not only a description").contains(" -d ");
        String answer =
                Command.run(
                                LIMIT,
                                Map.of(),
                                List.of(
                                        "sh",
                                        "-c",
                                        line.replaceFirst("^curl", "curl --fail-with-body")))
                        .orFail();
        assertThat(answer).containsAnyOf("\"outputs\":[{", "\"embedding\":[");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "binary", "grpc"})
    void allAnswerAsOnnxRuntimeDoesAloneAndTogetherIn(String form) throws Exception {
        double before = requestsBeyondRuns();
        check(form);
        assertThat(requestsBeyondRuns()).as("some of them shared a run").isGreaterThan(before);
    }

    /**
     * Of the ten these three declare a batch size; the others run alone, and their metadata says
     * why. Who waits long enough to share a run is chance, so they are asked again until some did.
     */
    @ParameterizedTest
    @ValueSource(strings = {"magika", "angle", "lines"})
    void requestsShareRunsWhereABatchSizeIsDeclared(String model) throws Exception {
        String label = "model=\"" + model + "\"";
        double before = requestsBeyondRuns(label);
        for (int time = 0; time < MOST_TIMES && requestsBeyondRuns(label) == before; time++) {
            check("grpc", model);
        }
        assertThat(requestsBeyondRuns(label)).as(model).isGreaterThan(before);
    }

    /** Rows that depend on each other, or of which the graph does not say that they are rows. */
    @ParameterizedTest
    @ValueSource(strings = {"bge", "speech", "forest", "logistic", "words", "boosted"})
    void requestsWhoseRowsMayDependOnEachOtherNeverShareARun(String model) throws Exception {
        String label = "model=\"" + model + "\"";
        check("grpc", model);
        assertThat(requests(label)).as("it was asked").isPositive();
        assertThat(requestsBeyondRuns(label)).as(model).isZero();
    }

    private double requests(String label) throws IOException, InterruptedException {
        double requests = 0;
        for (RunFile replica : platform.replicas()) {
            requests += platform.metrics(replica).sum(WORKS, label);
        }
        return requests;
    }

    private void check(String form, String... only) throws Exception {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "check",
                                folder.toString(),
                                form,
                                "127.0.0.1:" + platform.port(),
                                "127.0.0.1:" + platform.grpcPort(),
                                platform.inferKey()));
        arguments.addAll(List.of(only));
        System.out.println(
                PythonClients.make().run("foreign_models.py", arguments.toArray(String[]::new)));
    }

    /** Requests that needed no run of their own, of all models or of those with these labels. */
    private double requestsBeyondRuns(String... labels) throws IOException, InterruptedException {
        double beyond = 0;
        for (RunFile replica : platform.replicas()) {
            Metrics metrics = platform.metrics(replica);
            beyond += metrics.sum(WORKS, labels) - metrics.sum("nv_inference_exec_count", labels);
        }
        return beyond;
    }
}
