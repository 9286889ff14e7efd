package dev.slipway.store.bytes.s3;

import java.net.URI;
import java.time.Duration;

/**
 * How the bucket is reached.
 *
 * @param partBytes the size of one part of an object; one upload holds at most two in memory
 */
public record S3Settings(
        URI endpoint,
        String accessKey,
        String secretKey,
        String bucket,
        String region,
        Duration connectTimeout,
        Duration readTimeout,
        Duration writeTimeout,
        Duration callTimeout,
        int partBytes) {
    /** S3's own bound of one part but the last. */
    private static final int MIN_PART_BYTES = 5 << 20;

    /** S3's own bound of one object's parts. */
    private static final long MOST_PARTS = 10_000;

    public S3Settings {
        requireText(accessKey, "slipway.s3.access-key");
        requireText(secretKey, "slipway.s3.secret-key");
        requireText(bucket, "slipway.s3.bucket");
        requirePositive(connectTimeout, "slipway.s3.connect-timeout");
        requirePositive(readTimeout, "slipway.s3.read-timeout");
        requirePositive(writeTimeout, "slipway.s3.write-timeout");
        requirePositive(callTimeout, "slipway.s3.call-timeout");
        if (partBytes < MIN_PART_BYTES) {
            throw new IllegalArgumentException("slipway.s3.part-bytes must be at least 5 MiB");
        }
    }

    /** Bytes of the largest object that parts of this size make up. */
    public long mostObjectBytes() {
        return MOST_PARTS * partBytes;
    }

    private static void requireText(String value, String key) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(key + " must not be empty");
        }
    }

    private static void requirePositive(Duration value, String key) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(key + " must be longer than zero");
        }
    }

    @Override
    public String toString() {
        return "S3Settings[bucket=" + bucket + ", keys hidden]";
    }
}
