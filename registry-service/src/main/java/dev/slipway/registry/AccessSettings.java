package dev.slipway.registry;

/**
 * Which keys exist from the start, and how those that are made later are hashed.
 *
 * @param bootstrapKeys path of a JSON file; empty for none
 * @param keyHashSecret hexadecimal, shared with gateways; empty where no keys are made
 */
public record AccessSettings(String bootstrapKeys, String keyHashSecret) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "AccessSettings[bootstrapKeys=" + bootstrapKeys + "]";
    }
}
