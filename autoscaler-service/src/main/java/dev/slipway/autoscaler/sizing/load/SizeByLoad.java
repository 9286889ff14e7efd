package dev.slipway.autoscaler.sizing.load;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The size of one pool. It grows as soon as the average load asks for more; it shrinks to what was
 * the largest need of the whole delay, as Kubernetes stabilises. Time in which somebody was not
 * heard is time in which everything that runs may have been needed. Not for two threads at once.
 */
final class SizeByLoad {
    /** Keeps a quotient of whole numbers from being rounded up. */
    private static final double EXACT = 1e-9;

    private final LoadSettings settings;
    private final LoadWindow window;
    private final Peaks needs = new Peaks();
    private int wanted;
    private @Nullable Instant lastComplete;

    /** What a pool's specification says. */
    record Bounds(int min, int max, int target) {
        int clamp(int size) {
            return Math.clamp(size, min, max);
        }
    }

    /**
     * A size and what it came from.
     *
     * @param load average of what is asked, that counted
     * @param needed what the load alone asks for
     * @param shrinkIn time of quiet until the size shrinks; null when it does not wait to
     */
    record Decided(int wanted, double load, int needed, @Nullable Duration shrinkIn) {}

    /**
     * Begins with what runs, which stays for a whole delay.
     *
     * @param running how many replicas there are
     */
    SizeByLoad(LoadSettings settings, int running, Instant now) {
        this.settings = settings;
        this.window = new LoadWindow(settings.stableWindow());
        this.wanted = running;
        needs.add(now, running);
    }

    /**
     * Decides once more.
     *
     * @param demand requests under way or held
     * @param complete whether everybody was heard; otherwise the demand is a lower bound
     */
    Decided decide(Bounds bounds, int demand, boolean complete, Instant now) {
        holdWhatNobodyWatched(complete, now);
        window.add(now, demand);
        double load =
                Math.max(
                        window.average(now.minus(settings.panicWindow())),
                        window.average(now.minus(settings.stableWindow())));
        int needed = replicas(load, bounds.target());
        int enough = replicas(load, bounds.target() * settings.shrinkBelow());
        needs.add(now, enough);
        if (needed > wanted) {
            wanted = needed;
        } else {
            int least = needs.highest(now.minus(settings.scaleDownDelay()));
            wanted = Math.min(wanted, Math.max(least, needed));
        }
        wanted = bounds.clamp(wanted);
        return new Decided(wanted, load, needed, shrinkIn(bounds, enough, complete, now));
    }

    /** Nobody knows what was needed while somebody was not heard, or nobody looked. */
    private void holdWhatNobodyWatched(boolean complete, Instant now) {
        Instant last = lastComplete;
        boolean watched = last != null && !now.isAfter(last.plus(settings.staleAfter()));
        if (!complete || !watched) {
            needs.add(now, wanted);
        }
        if (complete) {
            lastComplete = now;
        }
    }

    private @Nullable Duration shrinkIn(Bounds bounds, int enough, boolean complete, Instant now) {
        int least = bounds.clamp(enough);
        if (!complete || least >= wanted) {
            return null;
        }
        Instant end = needs.lastAbove(least, now).plus(settings.scaleDownDelay());
        Duration left = Duration.between(now, end);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static int replicas(double load, double perReplica) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(load / perReplica - EXACT));
    }
}
