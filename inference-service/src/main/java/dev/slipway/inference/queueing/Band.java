package dev.slipway.inference.queueing;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * The works of one priority, in start-time fair order (see {@link WorkQueue}).
 *
 * <p>A tenant is <em>engaged</em> while something of it waits, or runs, which is to say was taken
 * and is not corrected yet. Virtual time is the least settled time of the engaged ones, and never
 * goes back: while one work runs and others wait, that is the start of what runs, as in the paper.
 * Predictions for what runs are left out of it, since a run that works share costs far less than
 * their sum, and who comes meanwhile would be set back by time that nobody used. A tenant that is
 * engaged no more is remembered while it is ahead of virtual time, for what it had is a debt; when
 * nobody is engaged, all are forgotten (the end of the paper's busy period).
 *
 * <p>Two bounds hold whatever callers do. Of more than {@link #MOST_IN_FLIGHT} taken works the
 * oldest is settled at its predicted cost, and of more than {@link #MOST_RESTING} debtors the one
 * with the least debt is forgotten, and virtual time moves to it, so that its debt is everybody's.
 */
final class Band<W> {
    static final int MOST_IN_FLIGHT = 256;
    static final int MOST_RESTING = 1000;

    private final int priority;
    private final Map<String, TenantLine<W>> lines = new HashMap<>();
    private final NavigableSet<TenantLine<W>> waiting = sortedBy(TenantLine::startNanos);
    private final NavigableSet<TenantLine<W>> byBacklog = sortedBy(TenantLine::queuedNanos);
    private final NavigableSet<TenantLine<W>> engaged = sortedBy(TenantLine::settledNanos);
    private final NavigableSet<TenantLine<W>> resting = sortedBy(TenantLine::settledNanos);
    private final LinkedHashSet<Charge<W>> inFlight = new LinkedHashSet<>();
    private long virtualNanos;
    private long costNanos;
    private long linesMade;

    Band(int priority) {
        this.priority = priority;
    }

    private static <W> NavigableSet<TenantLine<W>> sortedBy(ToLongFunction<TenantLine<W>> key) {
        Comparator<TenantLine<W>> byKey = Comparator.comparingLong(key);
        return new TreeSet<>(byKey.thenComparingLong(TenantLine::number));
    }

    int priority() {
        return priority;
    }

    boolean waits() {
        return !waiting.isEmpty();
    }

    long costNanos() {
        return costNanos;
    }

    /** How many tenants it knows: those that are engaged, and debtors. */
    int remembered() {
        return lines.size();
    }

    Place<W> add(W work, Claim claim, long due, long sequence) {
        TenantLine<W> line = lines.get(claim.tenant());
        if (line == null) {
            line = new TenantLine<>(this, claim.tenant(), linesMade++);
            lines.put(claim.tenant(), line);
        }
        lift(line);
        if (!line.isEngaged()) {
            line.startsNotBefore(virtualNanos);
        }
        Place<W> place = new Place<>(work, claim, line, due, sequence);
        line.add(place);
        costNanos += claim.countedNanos();
        seat(line);
        advance();
        return place;
    }

    void remove(Place<W> place) {
        lift(place.line);
        drop(place);
        seat(place.line);
        advance();
    }

    void take(Place<W> place) {
        TenantLine<W> line = place.line;
        Charge<W> charge = new Charge<>(line, place.claim().countedNanos());
        lift(line);
        drop(place);
        line.begins(charge.nanos());
        inFlight.add(charge);
        place.charge = charge;
        seat(line);
        if (inFlight.size() > MOST_IN_FLIGHT) {
            Charge<W> oldest = inFlight.getFirst();
            settle(oldest, oldest.nanos());
        }
        advance();
    }

    void correct(Charge<W> charge, long nanos) {
        if (!charge.line().isForgotten()) {
            settle(charge, nanos);
            advance();
        }
    }

    private void drop(Place<W> place) {
        place.line.drop(place);
        place.waits = false;
        costNanos -= place.claim().countedNanos();
    }

    private void settle(Charge<W> charge, long nanos) {
        TenantLine<W> line = charge.line();
        lift(line);
        if (inFlight.remove(charge)) {
            line.settles(charge.nanos(), nanos);
        } else {
            line.resettles(nanos - charge.nanos(), virtualNanos);
        }
        charge.becomes(nanos);
        seat(line);
    }

    /** Takes a line out of the sets that it is a key of: now it may change. */
    private void lift(TenantLine<W> line) {
        waiting.remove(line);
        byBacklog.remove(line);
        engaged.remove(line);
        resting.remove(line);
    }

    private void seat(TenantLine<W> line) {
        if (line.waits()) {
            waiting.add(line);
            byBacklog.add(line);
        }
        (line.isEngaged() ? engaged : resting).add(line);
    }

    private void advance() {
        if (!engaged.isEmpty()) {
            virtualNanos = Math.max(virtualNanos, engaged.getFirst().settledNanos());
        } else if (!resting.isEmpty()) {
            virtualNanos = Math.max(virtualNanos, resting.getLast().settledNanos());
        }
        while (!resting.isEmpty()
                && (resting.size() > MOST_RESTING
                        || resting.getFirst().settledNanos() <= virtualNanos)) {
            TenantLine<W> paid = resting.removeFirst();
            virtualNanos = Math.max(virtualNanos, paid.settledNanos());
            lines.remove(paid.tenant());
            paid.forget();
        }
    }

    /** What would be taken first; only where something waits. */
    Place<W> first() {
        return waiting.getFirst().first();
    }

    /** Adds to a list, up to so many in all, what would be taken one after the other. */
    void appendOrder(List<Place<W>> order, int most) {
        int seats = most - order.size();
        if (seats <= 0 || waiting.isEmpty()) {
            return;
        }
        PriorityQueue<Turn<W>> turns = new PriorityQueue<>();
        for (TenantLine<W> line : waiting) {
            // One that stands behind so many others cannot come in time.
            if (turns.size() == seats) {
                break;
            }
            turns.add(new Turn<>(line.startNanos(), line.number(), line.first()));
        }
        while (order.size() < most && !turns.isEmpty()) {
            Turn<W> turn = turns.remove();
            order.add(turn.place);
            Place<W> following = DeadlineTree.after(turn.place);
            if (following != null) {
                long cost = turn.place.claim().countedNanos();
                turns.add(new Turn<>(turn.startNanos + cost, turn.line, following));
            }
        }
    }

    /** A tenant's next place, and where it would start. */
    private record Turn<W>(long startNanos, long line, Place<W> place)
            implements Comparable<Turn<W>> {
        @Override
        public int compareTo(Turn<W> other) {
            int byStart = Long.compare(startNanos, other.startNanos);
            return byStart != 0 ? byStart : Long.compare(line, other.line);
        }
    }

    /** The share of {@link #costNanos} that goes before a work of this tenant, due then. */
    long costAhead(String tenant, long due) {
        TenantLine<W> line = lines.get(tenant);
        long own = line == null ? 0 : line.queuedUntil(due);
        int tenants = Math.max(1, waiting.size());
        return own > costNanos / tenants ? costNanos : own * tenants;
    }

    /** Cost of what waits for a tenant, in counted nanoseconds. */
    long queuedNanos(String tenant) {
        TenantLine<W> line = lines.get(tenant);
        return line == null ? 0 : line.queuedNanos();
    }

    /** The tenants for which something waits, those with most cost first; not a copy. */
    Iterable<TenantLine<W>> heaviestFirst() {
        return byBacklog.descendingSet();
    }
}
