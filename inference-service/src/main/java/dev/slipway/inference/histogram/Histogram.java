package dev.slipway.inference.histogram;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often what was measured was how large. Its bounds are {@code 1, 1.5, 2, 3, 4, 6, 8, 12, …}
 * times a smallest one: two to each doubling, so that a quantile that is read off it is at most
 * half as much again above what it stands for. Adding makes no object.
 */
public final class Histogram {
    private static final long LEAST_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** Up to 52 s. */
    private static final int TIMES = 41;

    /** Up to 4,096 rows. */
    private static final int ROWS = 24;

    private final long[] bounds;
    private final LongAdder[] counts;
    private final LongAdder sum = new LongAdder();

    private Histogram(long[] bounds) {
        this.bounds = bounds;
        this.counts = new LongAdder[bounds.length + 1];
        Arrays.setAll(counts, _ -> new LongAdder());
    }

    /** Of times in nanoseconds, from 50 µs on. */
    public static Histogram ofNanos() {
        long[] bounds = new long[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long doubled = LEAST_NANOS << (i / 2);
            bounds[i] = i % 2 == 0 ? doubled : doubled / 2 * 3;
        }
        return new Histogram(bounds);
    }

    /** Of rows of one run, from 1 on: {@code 1, 2, 3, 4, 6, 8, 12, …}. */
    public static Histogram ofRows() {
        long[] bounds = new long[ROWS];
        bounds[0] = 1;
        for (int i = 1; i < ROWS; i++) {
            long doubled = 2L << ((i - 1) / 2);
            bounds[i] = i % 2 == 1 ? doubled : doubled / 2 * 3;
        }
        return new Histogram(bounds);
    }

    /** Counts one more; less than 0 counts as 0. */
    public void add(long value) {
        long counted = Math.max(value, 0);
        int at = Arrays.binarySearch(bounds, counted);
        counts[at < 0 ? -at - 1 : at].increment();
        sum.add(counted);
    }

    /** How many bounds there are. */
    public int bounds() {
        return bounds.length;
    }

    /** The largest value that counts at a place, below {@link #bounds()}. */
    public long bound(int at) {
        return bounds[at];
    }

    /**
     * What was above the bound before this place and not above the one at it; at the place after
     * the last bound what was above all of them.
     */
    public long count(int at) {
        return counts[at].sum();
    }

    /** All that was counted; while others count, each place may be of another moment. */
    public long total() {
        long total = 0;
        for (LongAdder count : counts) {
            total += count.sum();
        }
        return total;
    }

    /** The sum of what was counted. */
    public long sum() {
        return sum.sum();
    }
}
