package dev.slipway.inference.queueing;

import java.util.LinkedHashSet;

/**
 * One tenant in one {@link Band}: what waits for it, and what it had of the engine, on the band's
 * virtual time. It is a key of the band's sorted sets, and is taken out of them before it changes.
 */
final class TenantLine<W> {
    private final Band<W> band;
    private final String tenant;
    private final long number;
    private final DeadlineTree<W> byDeadline = new DeadlineTree<>();
    private final LinkedHashSet<Place<W>> byArrival = new LinkedHashSet<>();
    private long settledNanos;
    private long inFlightNanos;
    private boolean forgotten;

    /** The number orders lines that are otherwise equal; each line of a band has its own. */
    TenantLine(Band<W> band, String tenant, long number) {
        this.band = band;
        this.tenant = tenant;
        this.number = number;
    }

    Band<W> band() {
        return band;
    }

    String tenant() {
        return tenant;
    }

    long number() {
        return number;
    }

    /** Where the charges of all runs that are over end, in virtual nanoseconds. */
    long settledNanos() {
        return settledNanos;
    }

    /** Where the next work would start, in virtual nanoseconds: after all that was charged. */
    long startNanos() {
        return settledNanos + inFlightNanos;
    }

    long queuedNanos() {
        return byDeadline.costNanos();
    }

    long queuedUntil(long due) {
        return byDeadline.costUntil(due);
    }

    boolean waits() {
        return !byDeadline.isEmpty();
    }

    /** Whether something of it waits or runs. A work costs at least 1, hence the comparison. */
    boolean isEngaged() {
        return waits() || inFlightNanos > 0;
    }

    boolean isForgotten() {
        return forgotten;
    }

    Place<W> first() {
        return byDeadline.first();
    }

    /** What waits, not a copy. */
    Iterable<Place<W>> newestFirst() {
        return byArrival.reversed();
    }

    void add(Place<W> place) {
        byDeadline.add(place);
        byArrival.add(place);
    }

    void drop(Place<W> place) {
        byDeadline.remove(place);
        byArrival.remove(place);
    }

    /** Time in which it asked for nothing is not saved up. */
    void startsNotBefore(long virtualNanos) {
        settledNanos = Math.max(settledNanos, virtualNanos);
    }

    void begins(long nanos) {
        inFlightNanos += nanos;
    }

    void settles(long chargedNanos, long tookNanos) {
        inFlightNanos -= chargedNanos;
        settledNanos += tookNanos;
    }

    /** Corrects what was settled already; what is given back never reaches behind the floor. */
    void resettles(long moreNanos, long floorNanos) {
        settledNanos = Math.max(settledNanos + moreNanos, Math.min(settledNanos, floorNanos));
    }

    void forget() {
        forgotten = true;
    }
}
