package dev.slipway.autoscaler.sizing;

import dev.slipway.autoscaler.sizing.load.LoadSettings;
import java.time.Duration;

/**
 * How pools are held.
 *
 * @param tick how often sizes are looked at when nothing happens
 * @param registryPoll how often the registry is asked for the pools
 * @param probeInterval how often a replica is asked whether it lives
 * @param silence how long it may leave that unanswered before it is replaced
 * @param startLimit how long one that was never ready may be silent like that
 * @param longestStart how long one may answer and never be ready before it is replaced
 * @param firstBackOff wait after a replica that died without ever being ready; doubles
 * @param longestBackOff bound of that wait
 * @param drainLimit how long a replica may drain before it is killed
 * @param load how sizes follow load
 */
public record SizingSettings(
        Duration tick,
        Duration registryPoll,
        Duration probeInterval,
        Duration silence,
        Duration startLimit,
        Duration longestStart,
        Duration firstBackOff,
        Duration longestBackOff,
        Duration drainLimit,
        LoadSettings load) {

    public SizingSettings {
        requirePositive("tick", tick);
        requirePositive("registry-poll", registryPoll);
        requirePositive("probe-interval", probeInterval);
        requirePositive("silence", silence);
        requirePositive("start-limit", startLimit);
        requirePositive("longest-start", longestStart);
        requirePositive("first-back-off", firstBackOff);
        requirePositive("longest-back-off", longestBackOff);
        requirePositive("drain-limit", drainLimit);
        if (silence.compareTo(probeInterval) <= 0) {
            throw new IllegalArgumentException(
                    "slipway.sizing.silence must be longer than slipway.sizing.probe-interval");
        }
        if (longestStart.compareTo(startLimit) < 0) {
            throw new IllegalArgumentException(
                    "slipway.sizing.longest-start must not be shorter than start-limit");
        }
        if (longestBackOff.compareTo(firstBackOff) < 0) {
            throw new IllegalArgumentException(
                    "slipway.sizing.longest-back-off must not be shorter than first-back-off");
        }
    }

    /** Probes in a row that must fail before a replica counts as silent. */
    public int silentProbes() {
        return Math.toIntExact(Math.max(1, silence.dividedBy(probeInterval)));
    }

    private static void requirePositive(String key, Duration value) {
        if (value == null || value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("slipway.sizing." + key + " must be positive");
        }
    }
}
