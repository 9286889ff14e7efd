package dev.slipway.inference.queueing;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Works that wait for an engine, in the order in which they deserve it:
 *
 * <ul>
 *   <li>A lower number of {@linkplain Claim#priority priority} goes first, always.
 *   <li>Within a priority tenants share the engine's time evenly while they wait. That is
 *       start-time fair queueing (Goyal, Vin, Cheng, "Start-time Fair Queueing", SIGCOMM '96): who
 *       had least starts next, and is charged the cost of what it takes; who comes, or comes back,
 *       starts at the later one of its own last finish and of virtual time, so that idle time is
 *       not saved up. As in the virtual token counter (Sheng and others, "Fairness in Serving Large
 *       Language Models", OSDI '24) the charge is a prediction first, and what the run really took
 *       afterwards.
 *   <li>Within a tenant the earliest deadline goes first (Liu and Layland, "Scheduling Algorithms
 *       for Multiprogramming in a Hard-Real-Time Environment", JACM 1973), then who came first.
 * </ul>
 *
 * <p>The order is advice: any place may be taken, and is charged the same. Whoever takes a work
 * owes one {@link #correct}, however its run ended. The queue has no bound, clock or lock: its
 * caller bounds it by {@link #size} and {@link #costNanos}, and holds one lock around each call.
 *
 * <p>With n works of m tenants, {@link #add}, {@link #remove}, {@link #take}, {@link #correct} and
 * the questions cost O(log n + log m), and {@link #next} of k places O(k · (log k + log n)).
 */
public final class WorkQueue<W> {
    /** So many bands stay for the next works of their priority although they remember nothing. */
    static final int MOST_BANDS_KEPT = 16;

    /** So many works are looked at for one that makes room. */
    static final int MOST_LOOKS = 256;

    private final TreeMap<Integer, Band<W>> bands = new TreeMap<>();
    private long arrivals;
    private int size;

    /** A deadline of a work that waits or waited: others are compared as distances from it. */
    private long originNanos;

    /** Puts a work into the queue. */
    public Place<W> add(W work, Claim claim) {
        if (size == 0) {
            originNanos = claim.deadlineNanos();
        }
        Band<W> band = bands.computeIfAbsent(claim.priority(), Band::new);
        Place<W> place = band.add(work, claim, due(claim), arrivals++);
        size++;
        return place;
    }

    /** Takes a work out uncharged; false, and nothing else, where it waits no more. */
    public boolean remove(Place<W> place) {
        if (!place.waits) {
            return false;
        }
        Band<W> band = place.line.band();
        band.remove(place);
        left(band);
        return true;
    }

    /**
     * The first places, at most so many, in the order of service if each were taken, and charged
     * its cost, in turn. Nothing changes.
     */
    public List<Place<W>> next(int most) {
        Place<W> first = most > 0 ? first() : null;
        if (first == null) {
            return List.of();
        }
        if (most == 1 || size == 1) {
            return List.of(first);
        }
        List<Place<W>> order = new ArrayList<>(Math.clamp(most, 0, size));
        for (Band<W> band : bands.values()) {
            band.appendOrder(order, most);
        }
        return order;
    }

    /** The first place of {@link #next}; null where nothing waits. */
    public @Nullable Place<W> first() {
        if (size == 0) {
            return null;
        }
        for (Band<W> band : bands.values()) {
            if (band.waits()) {
                return band.first();
            }
        }
        throw new IllegalStateException("what waits is in a band");
    }

    /**
     * Takes a work out to run it: its tenant is charged its cost.
     *
     * @throws IllegalStateException if it waits no more
     */
    public void take(Place<W> place) {
        if (!place.waits) {
            throw new IllegalStateException("this work waits no more");
        }
        Band<W> band = place.line.band();
        band.take(place);
        left(band);
    }

    /**
     * Sets what a tenant was charged for a work that was taken to what its share of the run took, 0
     * where nothing ran. A later call counts instead of an earlier one. It does nothing where the
     * work was never taken, or the tenant is forgotten.
     */
    public void correct(Place<W> place, long nanos) {
        Charge<W> charge = place.charge;
        if (charge != null) {
            Band<W> band = place.line.band();
            band.correct(charge, Math.clamp(nanos, 0L, Claim.MOST_COST_NANOS));
            drop(band);
        }
    }

    /** The highest priority of those that wait; a number beyond every priority where none does. */
    public int priority() {
        if (size == 0) {
            return Integer.MAX_VALUE;
        }
        for (Band<W> band : bands.values()) {
            if (band.waits()) {
                return band.priority();
            }
        }
        return Integer.MAX_VALUE;
    }

    /** How many works wait. */
    public int size() {
        return size;
    }

    /** Cost of all that wait, in nanoseconds of one engine; an unknown cost counts as 1. */
    public long costNanos() {
        long cost = 0;
        for (Band<W> band : bands.values()) {
            cost += band.costNanos();
        }
        return cost;
    }

    /**
     * Cost of what would be served before a work that came now with this claim, in nanoseconds of
     * one engine. Of its own priority that is what its tenant has with an earlier or equal
     * deadline, times the tenants that wait, for each of them is served as much meanwhile; but at
     * most all there is. Of higher priorities it is everything.
     */
    public long costAheadOf(Claim claim) {
        if (size == 0) {
            return 0;
        }
        long cost = 0;
        for (Band<W> band : bands.headMap(claim.priority()).values()) {
            cost += band.costNanos();
        }
        Band<W> own = bands.get(claim.priority());
        return own == null ? cost : cost + own.costAhead(claim.tenant(), due(claim));
    }

    /** The work that makes room where every one of them may. */
    @Nullable Place<W> leastEntitled(Claim newcomer) {
        return leastEntitled(newcomer, _ -> true);
    }

    /**
     * The work that makes room, where the queue is full, for one with this claim: the newest of the
     * tenant for which most waits in the lowest priority, or where that one may not go the next
     * newest, then the tenant for which most waits after it, then the priority above. Null where
     * what is left is of a higher priority than the newcomer, or of the same and a tenant that has
     * no more than the newcomer's would have with its work; and where none of the first {@link
     * #MOST_LOOKS} may go. The queue does not change.
     */
    public @Nullable Place<W> leastEntitled(Claim newcomer, Predicate<W> mayGo) {
        int looks = 0;
        for (Band<W> band : bands.descendingMap().values()) {
            for (TenantLine<W> line : band.heaviestFirst()) {
                if (!deserves(newcomer, band, line)) {
                    return null;
                }
                for (Place<W> place : line.newestFirst()) {
                    if (looks == MOST_LOOKS) {
                        return null;
                    }
                    looks++;
                    if (mayGo.test(place.work())) {
                        return place;
                    }
                }
            }
        }
        return null;
    }

    private boolean deserves(Claim newcomer, Band<W> lowest, TenantLine<W> heaviest) {
        if (newcomer.priority() != lowest.priority()) {
            return newcomer.priority() < lowest.priority();
        }
        return heaviest.queuedNanos()
                > lowest.queuedNanos(newcomer.tenant()) + newcomer.countedNanos();
    }

    /** How many bands there are, used or not. */
    int bands() {
        return bands.size();
    }

    /** How many tenants are remembered, in all priorities. */
    int remembered() {
        int count = 0;
        for (Band<W> band : bands.values()) {
            count += band.remembered();
        }
        return count;
    }

    private void left(Band<W> band) {
        size--;
        drop(band);
    }

    private void drop(Band<W> band) {
        if (band.remembered() == 0 && bands.size() > MOST_BANDS_KEPT) {
            bands.remove(band.priority(), band);
        }
    }

    private long due(Claim claim) {
        return claim.deadlineNanos() - originNanos;
    }
}
