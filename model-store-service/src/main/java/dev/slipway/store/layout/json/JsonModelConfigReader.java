package dev.slipway.store.layout.json;

import dev.slipway.store.layout.ModelConfig;
import dev.slipway.store.layout.ModelConfigReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Looks only at what tells the task. */
final class JsonModelConfigReader implements ModelConfigReader {
    private final JsonMapper mapper = JsonMapper.builder().build();

    @Override
    public Optional<ModelConfig> read(byte[] json) {
        try {
            JsonNode config = mapper.readTree(json);
            if (!config.isObject()) {
                return Optional.empty();
            }
            List<String> architectures = new ArrayList<>();
            for (JsonNode name : config.path("architectures")) {
                architectures.add(name.asString(""));
            }
            return Optional.of(new ModelConfig(architectures, labels(config)));
        } catch (JacksonException noJson) {
            return Optional.empty();
        }
    }

    private static int labels(JsonNode config) {
        JsonNode named = config.path("id2label");
        return named.isObject() && !named.isEmpty()
                ? named.size()
                : config.path("num_labels").asInt(ModelConfig.DEFAULT_LABELS);
    }
}
