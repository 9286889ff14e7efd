package dev.slipway.inference.model;

import dev.slipway.inference.histogram.Histogram;
import java.util.concurrent.atomic.LongAdder;

/** How often versions left memory while they stayed assigned, and came back. */
public final class ResidenceCounters {
    private final LongAdder rests = new LongAdder();
    private final LongAdder failedComebacks = new LongAdder();
    private final Histogram comebackNanos = Histogram.ofNanos();

    void rested() {
        rests.increment();
    }

    void cameBack(long nanos) {
        comebackNanos.add(nanos);
    }

    void stayedAway() {
        failedComebacks.increment();
    }

    /** Times that an assigned version left memory. */
    public long rests() {
        return rests.sum();
    }

    /** Times that one was wanted and came back. */
    public long comebacks() {
        return comebackNanos.total();
    }

    /** Times that one was wanted and found no memory, or could not be loaded. */
    public long failedComebacks() {
        return failedComebacks.sum();
    }

    /** How long the mean one took; 0 where none came back. */
    public long meanComebackNanos() {
        return comebackNanos.sum() / Math.max(1, comebackNanos.total());
    }

    /** From the request that wanted one until it was warm, in nanoseconds. */
    public Histogram comebackNanos() {
        return comebackNanos;
    }
}
