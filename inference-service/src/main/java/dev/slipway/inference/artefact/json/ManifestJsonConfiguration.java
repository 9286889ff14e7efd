package dev.slipway.inference.artefact.json;

import dev.slipway.contract.version.Manifest;
import dev.slipway.inference.artefact.BadPackageException;
import dev.slipway.inference.artefact.ManifestReader;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Offers the reader of manifests. */
public final class ManifestJsonConfiguration {
    private static final int FORMAT = 1;

    private ManifestJsonConfiguration() {}

    public static ManifestReader manifestReader() {
        JsonMapper mapper =
                JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .build();
        return bytes -> {
            Manifest manifest;
            try {
                manifest = mapper.readValue(bytes, Manifest.class);
            } catch (JacksonException broken) {
                throw new BadPackageException("the version's manifest cannot be read");
            }
            if (manifest.format() != FORMAT) {
                throw new BadPackageException(
                        "the version's manifest has format "
                                + manifest.format()
                                + "; this replica knows format "
                                + FORMAT);
            }
            return manifest;
        };
    }
}
