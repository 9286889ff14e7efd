package dev.slipway.store.upload.json;

import dev.slipway.contract.version.Manifest;
import dev.slipway.store.upload.ManifestWriter;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compact JSON with a mapper of its own, so that the bytes do not change with the settings of the
 * application.
 */
final class JsonManifestWriter implements ManifestWriter {
    private final JsonMapper mapper =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    @Override
    public byte[] write(Manifest manifest) {
        return mapper.writeValueAsBytes(manifest);
    }
}
