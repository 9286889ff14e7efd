package dev.slipway.inference.tensor;

/**
 * Bounds of the buffers outside the heap that wait to be lent again. The JVM allows as many bytes
 * there as the heap has, of which tensors may take three quarters.
 *
 * @param maxIdleBytes bytes of all of them together; 0 for an eighth of the heap's size
 */
public record BufferPoolSettings(long maxIdleBytes) {
    private static final int PART_OF_THE_HEAP = 8;

    public BufferPoolSettings {
        if (maxIdleBytes < 0) {
            throw new IllegalArgumentException(
                    "slipway.buffer-pool: max-idle-bytes must not be negative");
        }
        maxIdleBytes =
                maxIdleBytes == 0
                        ? Runtime.getRuntime().maxMemory() / PART_OF_THE_HEAP
                        : maxIdleBytes;
    }
}
