package dev.slipway.inference.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Equal works of one version and tenant, of which one runs. Guarded by the lock of {@link Flights}.
 * How many wait is bounded by whoever asks: they are works of admitted requests, and charged to
 * them.
 */
final class Flight {
    private final Name name;
    private final TreeSet<Seat> waiting = new TreeSet<>(Seat::byUrgency);
    private @Nullable Seat leader;
    private boolean handingOver;

    /** Tenants wait for their own works alone, also where they share what is kept. */
    record Name(VersionResponses version, AnswerKey key, String tenant) {}

    Flight(Name name, Seat leader) {
        this.name = name;
        this.leader = leader;
    }

    Name name() {
        return name;
    }

    VersionResponses version() {
        return name.version();
    }

    /** Whether a work may wait for it instead of running. */
    boolean suits(Seat seat) {
        return leader == null || leader.standsInFor(seat);
    }

    void join(Seat seat) {
        waiting.add(seat);
    }

    void leave(Seat seat) {
        waiting.remove(seat);
    }

    /** All that wait; none does afterwards. */
    List<Seat> land() {
        List<Seat> all = new ArrayList<>(waiting);
        waiting.clear();
        return all;
    }

    /** True where the caller has to look for another leader, which one alone does at a time. */
    boolean loses(Seat gone) {
        if (leader != gone) {
            return false;
        }
        leader = null;
        boolean mine = !handingOver;
        handingOver = true;
        return mine;
    }

    /** The next leader; null, which ends the search, where there is one or nobody waits. */
    @Nullable Seat nextLeader() {
        if (leader == null) {
            leader = waiting.pollFirst();
            if (leader != null) {
                return leader;
            }
        }
        handingOver = false;
        return null;
    }

    boolean isOver() {
        return leader == null && waiting.isEmpty();
    }
}
