package dev.slipway.inference.signals;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that this replica knows of its load, at a moment.
 *
 * @param inFlight requests that were admitted and whose answer is not wholly written
 * @param queued works that wait for an engine
 * @param rowsPerSecond rows that leave for an engine lately
 * @param memoryFreeBytes what may still be taken outside the heap; null where it cannot be told
 * @param versions that are ready, the busiest first
 */
public record WholeLoad(
        UUID instance,
        int inFlight,
        long queued,
        double rowsPerSecond,
        @Nullable Long memoryFreeBytes,
        List<OfVersion> versions) {
    /**
     * One version's part.
     *
     * @param residence where it is kept: {@code loaded}, {@code mapped} or {@code cached}
     * @param inFlight places that are taken
     * @param predictedWaitMs how long work would wait that came now and were served after all that
     *     waits; where the version is not in memory, how long others that came back took
     * @param tokensPerSecond tokens of those rows without padding; elements where no text is read
     */
    public record OfVersion(
            String model,
            int version,
            String residence,
            int inFlight,
            long queued,
            double predictedWaitMs,
            double rowsPerSecond,
            double tokensPerSecond) {}
}
