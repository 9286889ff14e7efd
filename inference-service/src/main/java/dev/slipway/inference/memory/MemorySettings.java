package dev.slipway.inference.memory;

/**
 * Bound of what this process holds outside its heap.
 *
 * @param maxNativeBytes bytes; 0 for what the machine or its control group has
 */
public record MemorySettings(long maxNativeBytes) {
    public MemorySettings {
        if (maxNativeBytes < 0) {
            throw new IllegalArgumentException(
                    "slipway.memory: max-native-bytes must not be negative");
        }
    }
}
