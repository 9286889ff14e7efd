package dev.slipway.registry.document;

import java.time.Duration;

/**
 * How documents are watched.
 *
 * @param pollInterval how often the counters are read when nothing signals a change
 * @param longestWait a watch that asks for more gets this
 * @param mostWatches watches that wait at the same time; more are answered without a wait
 */
public record DocumentSettings(Duration pollInterval, Duration longestWait, int mostWatches) {
    public DocumentSettings {
        if (pollInterval.toMillis() < 10 || pollInterval.toMillis() > 5_000) {
            throw new IllegalArgumentException(
                    "slipway.document.poll-interval must be between 10 ms and 5 s");
        }
        if (longestWait.isNegative() || longestWait.toSeconds() > 20) {
            throw new IllegalArgumentException(
                    "slipway.document.longest-wait must be between 0 and 20 s");
        }
        if (mostWatches < 1) {
            throw new IllegalArgumentException("slipway.document.most-watches must be at least 1");
        }
    }
}
