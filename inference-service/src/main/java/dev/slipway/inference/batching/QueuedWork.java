package dev.slipway.inference.batching;

import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.cost.RunShape;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.queueing.Place;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Work in the queue of a version, and its place there. */
final class QueuedWork implements BatchPolicy.Waiter {
    private final Work work;
    private final RunShape shape;
    private final Extent extent;
    private final long submittedNanos;
    private @Nullable Place<QueuedWork> place;
    private CancelToken.@Nullable Registration registration;
    private boolean hasLeft;
    private double promisedNanos;
    private long tookNanos;
    private boolean hasStarted;
    private long waitedNanos;

    /** What of its request it is. */
    enum Extent {
        /** All that the request asks of the engine. */
        WHOLE_REQUEST,
        ONE_OF_SEVERAL,
        /** A part of a work that was split; it shares a run with nothing. */
        PART
    }

    /**
     * Not in the queue yet.
     *
     * @param submittedNanos when it came, on the counters' clock
     */
    QueuedWork(Work work, RunShape shape, long submittedNanos, Extent extent) {
        this.work = work;
        this.shape = shape;
        this.submittedNanos = submittedNanos;
        this.extent = extent;
    }

    RunShape shape() {
        return shape;
    }

    boolean runsAlone() {
        return extent == Extent.PART;
    }

    boolean isWholeRequest() {
        return extent == Extent.WHOLE_REQUEST;
    }

    int priority() {
        return work.of().priority();
    }

    RequestClass of() {
        return work.of();
    }

    Work work() {
        return work;
    }

    @Override
    public int rows() {
        return shape.rows();
    }

    @Override
    public int width() {
        return shape.width();
    }

    @Override
    public long nanosLeft() {
        return work.request().deadline().nanosLeft();
    }

    @Override
    public long sinceNanos() {
        return submittedNanos;
    }

    boolean isLate() {
        return nanosLeft() <= 0;
    }

    /** All works of a request are cancelled as one. */
    boolean isOfTheRequestOf(QueuedWork other) {
        return work.request().cancel() == other.work.request().cancel();
    }

    boolean isCancelled() {
        return work.request().cancel().isCancelled();
    }

    /** Under the queue's lock, once: how long it is predicted to wait. */
    void promised(double nanos) {
        promisedNanos = nanos;
    }

    double promisedNanos() {
        return promisedNanos;
    }

    /** How long it is here. */
    long sinceNanos(long nowNanos) {
        return nowNanos - submittedNanos;
    }

    /** It leaves before its turn has come. */
    void leavesUnserved(long nowNanos, KeptPromises promises) {
        promises.waitedAtLeast(of(), promisedNanos, sinceNanos(nowNanos));
    }

    /** Under the queue's lock, once, before anybody else sees it. */
    void stands(Place<QueuedWork> at) {
        place = at;
        Party party = work.party();
        if (party != null) {
            party.waits(this);
        }
    }

    /** Under the queue's lock: it is taken to be run, and its request makes room for nobody. */
    void begins() {
        Party party = work.party();
        if (party != null) {
            party.begins();
        }
    }

    Place<QueuedWork> place() {
        return Objects.requireNonNull(place, "it was never put into the queue");
    }

    /** What it was predicted to take alone when it came. */
    long predictedNanos() {
        return place().claim().costNanos();
    }

    /** Of the thread that runs it: a run of it begins. True where it is the first one. */
    boolean starts(long nowNanos) {
        boolean first = !hasStarted;
        if (first) {
            hasStarted = true;
            waitedNanos = nowNanos - submittedNanos;
        }
        return first;
    }

    /** From when it was submitted until its first run began. */
    long waitedNanos() {
        return waitedNanos;
    }

    /** Of the thread that runs it: its part of a run. */
    void took(long nanos) {
        tookNanos += nanos;
    }

    /** Its part of all runs that it was in, those that failed too. */
    long tookNanos() {
        return tookNanos;
    }

    /** What is to be taken back when it is out of the queue. */
    void leavesBy(CancelToken.Registration cancelling) {
        synchronized (this) {
            if (!hasLeft) {
                registration = cancelling;
                return;
            }
        }
        cancelling.close();
    }

    /** It is out of the queue: its cancelling is the run's affair from now on. */
    void left() {
        CancelToken.Registration cancelling;
        synchronized (this) {
            hasLeft = true;
            cancelling = registration;
            registration = null;
        }
        if (cancelling != null) {
            cancelling.close();
        }
    }
}
