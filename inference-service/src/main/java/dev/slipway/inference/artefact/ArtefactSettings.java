package dev.slipway.inference.artefact;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where artefacts are kept and how they are fetched.
 *
 * @param cacheDirectory shared by the replicas of a machine
 * @param firstRetry wait after the first failed fetch; it doubles up to lastRetry
 * @param maxManifestBytes bytes of a manifest before it is refused
 * @param maxCacheBytes bytes of the cache over which unused artefacts are removed
 */
public record ArtefactSettings(
        Path cacheDirectory,
        Duration firstRetry,
        Duration lastRetry,
        int maxManifestBytes,
        long maxCacheBytes) {
    public ArtefactSettings {
        if (firstRetry.isNegative()
                || firstRetry.isZero()
                || lastRetry.compareTo(firstRetry) < 0
                || maxManifestBytes < 1
                || maxCacheBytes < 1) {
            throw new IllegalArgumentException(
                    "slipway.artefact: first-retry, max-manifest-bytes and max-cache-bytes must be"
                            + " positive and last-retry at least first-retry");
        }
    }
}
