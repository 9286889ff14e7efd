package dev.slipway.local.objects;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the object store's process is told by its environment.
 *
 * @param objects the folder that holds one folder for each bucket
 */
public record ObjectStoreSettings(
        Path objects, String bind, int port, String bucket, String accessKey, String secretKey) {

    public ObjectStoreSettings {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("SLIPWAY_PORT must be between 1 and 65535");
        }
        if (!bucket.matches("[a-z0-9][a-z0-9-]{2,62}")) {
            throw new IllegalArgumentException(
                    "SLIPWAY_S3_BUCKET must be 3 to 63 lower-case letters, digits and hyphens");
        }
    }

    /** Reads the variables of docs/WIRING.md. */
    public static ObjectStoreSettings of(Map<String, String> environment) {
        return new ObjectStoreSettings(
                Path.of(required(environment, "SLIPWAY_DATA_DIR")).resolve("objects"),
                environment.getOrDefault("SLIPWAY_BIND", "127.0.0.1"),
                Integer.parseInt(required(environment, "SLIPWAY_PORT")),
                required(environment, "SLIPWAY_S3_BUCKET"),
                required(environment, "SLIPWAY_S3_ACCESS_KEY"),
                required(environment, "SLIPWAY_S3_SECRET_KEY"));
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
    }

    @Override
    public String toString() {
        return "ObjectStoreSettings[" + bind + ":" + port + " " + bucket + "]";
    }
}
