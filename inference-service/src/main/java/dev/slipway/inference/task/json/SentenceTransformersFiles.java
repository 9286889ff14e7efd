package dev.slipway.inference.task.json;

import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.task.EmbeddingConfig;
import dev.slipway.inference.task.EmbeddingConfig.Pooling;
import dev.slipway.inference.task.UnsupportedTaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code modules.json}, {@code 1_Pooling/config.json}, and whichever file names the longest input.
 * Without {@code modules.json} vectors are pooled as the pooling file says, else by their mean, and
 * not normalised.
 */
final class SentenceTransformersFiles implements EmbeddingConfig.Reader {
    private static final int DEFAULT_TOKENS = 512;
    private static final int MOST_TOKENS = 1 << 17;
    private static final long MOST_BYTES = 64L << 20;
    private static final String POOLING_FILE = "1_Pooling/config.json";
    private static final Map<String, Pooling> FLAGS =
            Map.of(
                    "pooling_mode_cls_token", Pooling.CLS,
                    "pooling_mode_mean_tokens", Pooling.MEAN,
                    "pooling_mode_max_tokens", Pooling.MAX);
    private static final Map<String, Pooling> MODES =
            Map.of("cls", Pooling.CLS, "mean", Pooling.MEAN, "max", Pooling.MAX);
    private static final List<String> KNOWN_MODULES =
            List.of("Transformer", "Pooling", "Normalize");

    private final JsonMapper mapper = JsonMapper.builder().build();

    @Override
    public EmbeddingConfig read(LocalPackage files) throws UnsupportedTaskException {
        boolean normalize = false;
        String poolingFile = POOLING_FILE;
        Optional<JsonNode> modules = json(files, "modules.json");
        if (modules.isPresent()) {
            for (JsonNode module : modules.get()) {
                String type = module.path("type").asString("");
                String name = type.substring(type.lastIndexOf('.') + 1);
                if (!KNOWN_MODULES.contains(name)) {
                    throw new UnsupportedTaskException(
                            "modules.json names a module '" + name + "' that is not built");
                }
                normalize |= name.equals("Normalize");
                if (name.equals("Pooling")) {
                    poolingFile = module.path("path").asString("") + "/config.json";
                }
            }
        }
        Optional<JsonNode> pooling = json(files, poolingFile);
        return new EmbeddingConfig(
                maxTokens(files),
                pooling.isPresent() ? pooling(pooling.get()) : Pooling.MEAN,
                normalize);
    }

    private static Pooling pooling(JsonNode config) throws UnsupportedTaskException {
        JsonNode mode = config.path("pooling_mode");
        if (mode.isString()) {
            Pooling named = MODES.get(mode.asString());
            if (named == null) {
                throw new UnsupportedTaskException(
                        "pooling mode '" + mode.asString() + "' is not built");
            }
            return named;
        }
        Pooling chosen = null;
        for (Map.Entry<String, JsonNode> flag : config.properties()) {
            if (!flag.getKey().startsWith("pooling_mode_") || !flag.getValue().asBoolean(false)) {
                continue;
            }
            Pooling pooling = FLAGS.get(flag.getKey());
            if (pooling == null || chosen != null) {
                throw new UnsupportedTaskException(
                        "its pooling is other than exactly one of cls, mean and max");
            }
            chosen = pooling;
        }
        return chosen == null ? Pooling.MEAN : chosen;
    }

    @Override
    public int maxTokens(LocalPackage files) throws UnsupportedTaskException {
        Optional<JsonNode> tokenizer = json(files, "tokenizer.json");
        List<Optional<JsonNode>> candidates =
                List.of(
                        json(files, "sentence_bert_config.json").map(n -> n.path("max_seq_length")),
                        json(files, "tokenizer_config.json").map(n -> n.path("model_max_length")),
                        tokenizer.map(n -> n.path("truncation").path("max_length")),
                        json(files, "config.json").map(n -> n.path("max_position_embeddings")));
        for (Optional<JsonNode> candidate : candidates) {
            double value = candidate.filter(JsonNode::isNumber).map(JsonNode::asDouble).orElse(0.0);
            // Hugging Face writes 1e30 for "no limit".
            if (value >= 1 && value <= MOST_TOKENS) {
                return (int) value;
            }
        }
        return DEFAULT_TOKENS;
    }

    private Optional<JsonNode> json(LocalPackage files, String path)
            throws UnsupportedTaskException {
        Optional<Path> file = files.file(path);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (Files.size(file.get()) > MOST_BYTES) {
                throw new UnsupportedTaskException(path + " is too large");
            }
            return Optional.of(mapper.readTree(Files.readAllBytes(file.get())));
        } catch (IOException | JacksonException broken) {
            throw new UnsupportedTaskException(path + " cannot be read");
        }
    }
}
