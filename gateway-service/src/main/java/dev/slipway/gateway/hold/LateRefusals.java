package dev.slipway.gateway.hold;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What replicas refused as too late, as the load that it would be: each request counts as one that
 * is held for the time that it had left, at most {@link #LONGEST}. Nobody would see it otherwise,
 * since it is neither in flight nor held. One number is kept for each key: a refusal adds its time
 * ÷ {@code LONGEST}, and what was added falls to 1/e in {@code LONGEST}, so that a steady rate
 * counts for rate × time, as many as would be there at once (Little's law).
 */
public final class LateRefusals {
    static final Duration LONGEST = Duration.ofSeconds(10);

    private static final double LEAST = 0.5;

    private final LongSupplier nanoTime;
    private final Map<String, Load> loads = new HashMap<>();

    private record Load(double count, long atNanos) {
        double countAt(long nowNanos) {
            return count * Math.exp((double) (atNanos - nowNanos) / LONGEST.toNanos());
        }
    }

    public LateRefusals(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * One more.
     *
     * @param key as a {@link Hold.Waiter} has it
     */
    public synchronized void refused(String key, long nanosLeft) {
        double share = (double) nanosLeft / LONGEST.toNanos();
        long now = nanoTime.getAsLong();
        Load before = loads.getOrDefault(key, new Load(0, now));
        loads.put(key, new Load(before.countAt(now) + Math.clamp(share, 0, 1), now));
    }

    /** How many there would be now, rounded, by key; those of less than a half are forgotten. */
    public synchronized Map<String, Integer> counts() {
        long now = nanoTime.getAsLong();
        Map<String, Integer> counts = new HashMap<>();
        loads.values().removeIf(load -> load.countAt(now) < LEAST);
        loads.forEach((key, load) -> counts.put(key, (int) Math.round(load.countAt(now))));
        return counts;
    }
}
