package dev.slipway.autoscaler.sizing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Holds a pool at its number. A replica that drains, is silent or never came up does not count, so
 * its replacement starts at once; a silent one is killed only when enough others serve everything,
 * one that never came up serves nothing and is killed at once. Surplus that serves is drained one
 * after the other, and only while enough others serve everything: it may be the only one that has
 * some version ready.
 */
public final class SizingPolicy {
    /** Those that were never ready, then those that lack something, in each the newest first. */
    private static final Comparator<MemberView> DISPENSABLE_FIRST =
            Comparator.comparing(MemberView::everReady)
                    .thenComparing(MemberView::servesAll)
                    .thenComparing(Comparator.comparingLong(MemberView::startedAtMs).reversed());

    private SizingPolicy() {}

    /**
     * Decides about one pool.
     *
     * @param mostStarts how many may be started now, after failed starts
     */
    public static List<Decision> decide(int wanted, List<MemberView> members, int mostStarts) {
        List<Decision> decisions = new ArrayList<>();
        List<MemberView> counted = members.stream().filter(MemberView::counts).toList();
        int missing = wanted - counted.size();
        int starts = Math.min(missing, mostStarts);
        if (starts > 0) {
            decisions.add(new Decision.Start(starts));
        }
        long serving = members.stream().filter(MemberView::servesAll).count();
        boolean drains = members.stream().anyMatch(MemberView::leaving);
        for (MemberView member :
                counted.stream().sorted(DISPENSABLE_FIRST).limit(Math.max(0, -missing)).toList()) {
            if (!member.everReady()) {
                decisions.add(new Decision.Drain(member.instance()));
            } else if (!drains && serving - (member.servesAll() ? 1 : 0) >= wanted) {
                decisions.add(new Decision.Drain(member.instance()));
                drains = true;
            }
        }
        boolean enoughServe = serving >= wanted;
        for (MemberView member : members) {
            if (member.overdue() || (member.silent() && enoughServe)) {
                decisions.add(new Decision.Kill(member.instance()));
            }
        }
        return decisions;
    }
}
