package dev.slipway.inference.queueing;

import org.jspecify.annotations.Nullable;

/**
 * A work's place in a {@link WorkQueue}: the handle by which it is removed, taken, and accounted
 * for afterwards. It is equal to itself only. Its fields belong to the queue; it is a node of its
 * tenant's {@link DeadlineTree}, so that a queue makes no further object for that.
 */
public final class Place<W> {
    final TenantLine<W> line;

    /** The deadline as a distance from the queue's origin: plainly comparable. */
    final long due;

    /** Counts arrivals. */
    final long sequence;

    /** Null before the work was taken. */
    @Nullable Charge<W> charge;

    boolean waits = true;

    @Nullable Place<W> parent;
    @Nullable Place<W> left;
    @Nullable Place<W> right;

    /** Counted cost of this and of all below it in the tree. */
    long treeNanos;

    private final W work;
    private final Claim claim;

    Place(W work, Claim claim, TenantLine<W> line, long due, long sequence) {
        this.work = work;
        this.claim = claim;
        this.line = line;
        this.due = due;
        this.sequence = sequence;
    }

    public W work() {
        return work;
    }

    public Claim claim() {
        return claim;
    }

    boolean isBefore(Place<W> other) {
        return due != other.due ? due < other.due : sequence < other.sequence;
    }
}
