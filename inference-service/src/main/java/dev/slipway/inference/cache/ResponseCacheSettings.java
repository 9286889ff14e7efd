package dev.slipway.inference.cache;

/**
 * Bounds of the answers that this process keeps. Bodies may take half of the heap, so what is kept
 * beside them has to be a small part of the other half.
 *
 * @param maxBytes bytes on the heap, over all versions; 0 for an eighth of the heap
 */
public record ResponseCacheSettings(long maxBytes) {
    private static final int PART_OF_THE_HEAP = 8;

    public ResponseCacheSettings {
        if (maxBytes < 0) {
            throw new IllegalArgumentException(
                    "slipway.response-cache: max-bytes must not be negative");
        }
        maxBytes = maxBytes == 0 ? Runtime.getRuntime().maxMemory() / PART_OF_THE_HEAP : maxBytes;
    }
}
