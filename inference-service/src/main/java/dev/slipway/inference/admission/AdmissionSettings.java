package dev.slipway.inference.admission;

import java.time.Duration;

/**
 * Bounds of the work that one version holds, waiting or running.
 *
 * @param maxRequests requests of one version before it answers 429
 * @param maxBytes bytes of the bodies of all versions; 0 for a quarter of the heap
 * @param maxBodyBytes bytes of one body before it is 413
 * @param defaultTimeout deadline of a request that names none
 * @param maxTimeout longest deadline that a request may name
 */
public record AdmissionSettings(
        int maxRequests,
        long maxBytes,
        int maxBodyBytes,
        Duration defaultTimeout,
        Duration maxTimeout) {
    public AdmissionSettings {
        maxBytes = maxBytes == 0 ? Runtime.getRuntime().maxMemory() / 4 : maxBytes;
        maxBytes = Math.max(maxBytes, maxBodyBytes);
        if (maxRequests < 1 || maxBodyBytes < 1) {
            throw new IllegalArgumentException(
                    "slipway.admission: max-requests and max-body-bytes must be at least 1");
        }
        if (defaultTimeout.isNegative()
                || defaultTimeout.isZero()
                || maxTimeout.compareTo(defaultTimeout) < 0) {
            throw new IllegalArgumentException(
                    "slipway.admission: default-timeout must be positive and max-timeout at least"
                            + " as long");
        }
    }
}
