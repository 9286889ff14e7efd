package dev.slipway.store.upload;

import java.time.Duration;

/**
 * Bounds of uploads.
 *
 * @param maxBytes bytes of one upload's whole body
 * @param maxFiles parts of one upload
 * @param maxConcurrent uploads taken in at once; each holds two parts of an object in memory
 * @param touchEvery how often an upload that is taken in says that it lives
 */
public record UploadSettings(long maxBytes, int maxFiles, int maxConcurrent, Duration touchEvery) {
    public UploadSettings {
        requirePositive(maxBytes, "slipway.upload.max-bytes");
        requirePositive(maxFiles, "slipway.upload.max-files");
        requirePositive(maxConcurrent, "slipway.upload.max-concurrent");
        requirePositive(touchEvery.toNanos(), "slipway.upload.touch-every");
    }

    private static void requirePositive(long value, String key) {
        if (value <= 0) {
            throw new IllegalArgumentException(key + " must be more than zero");
        }
    }
}
