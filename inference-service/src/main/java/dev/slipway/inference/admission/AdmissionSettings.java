package dev.slipway.inference.admission;

import java.time.Duration;

/**
 * Bounds of the work that one version holds, waiting or running.
 *
 * @param maxRequests requests of one version before it answers 429
 * @param maxBytes bytes on the heap of bodies and what is read of them, over all versions; 0 for
 *     half of the heap
 * @param maxTensorBytes bytes outside the heap of large inputs, over all versions; 0 for three
 *     quarters of the heap's size, which the JVM allows outside as well
 * @param maxVersionShare the part of both that one version's requests may hold while other versions
 *     are there, over 0 and at most 1; one request alone may hold more
 * @param maxBodyBytes bytes of one body before it is 413
 * @param defaultTimeout deadline of a request that names none
 * @param maxTimeout longest deadline that a request may name
 */
public record AdmissionSettings(
        int maxRequests,
        long maxBytes,
        long maxTensorBytes,
        double maxVersionShare,
        int maxBodyBytes,
        Duration defaultTimeout,
        Duration maxTimeout) {
    public AdmissionSettings {
        maxBytes = maxBytes == 0 ? Runtime.getRuntime().maxMemory() / 2 : maxBytes;
        maxTensorBytes =
                maxTensorBytes == 0 ? Runtime.getRuntime().maxMemory() / 4 * 3 : maxTensorBytes;
        maxBytes = Math.max(maxBytes, maxBodyBytes);
        if (maxRequests < 1 || maxBodyBytes < 1 || maxBytes < 1 || maxTensorBytes < 1) {
            throw new IllegalArgumentException(
                    "slipway.admission: max-requests and max-body-bytes must be at least 1,"
                            + " max-bytes and max-tensor-bytes not negative");
        }
        if (!(maxVersionShare > 0 && maxVersionShare <= 1)) {
            throw new IllegalArgumentException(
                    "slipway.admission: max-version-share must be over 0 and at most 1");
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
