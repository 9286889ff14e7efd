package dev.slipway.registry.access.json;

import dev.slipway.registry.access.BootstrapKey;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads the file of keys that exist from the start. */
public final class BootstrapFileConfiguration {
    private BootstrapFileConfiguration() {}

    /**
     * The keys in the file; none when the path is empty text.
     *
     * @throws IllegalArgumentException when the file cannot be read
     */
    public static List<BootstrapKey> read(JsonMapper json, String path) {
        if (path.isBlank()) {
            return List.of();
        }
        try {
            return json.readValue(
                    Path.of(path).toFile(), new TypeReference<List<BootstrapKey>>() {});
        } catch (JacksonException unreadable) {
            throw new IllegalArgumentException(
                    "SLIPWAY_BOOTSTRAP_KEYS must name a readable JSON file of keys", unreadable);
        }
    }
}
