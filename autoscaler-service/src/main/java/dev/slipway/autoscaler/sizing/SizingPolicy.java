package dev.slipway.autoscaler.sizing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Holds a pool at its number. A replica that drains, is silent or never came up does not count, so
 * its replacement starts at once; a silent one is killed only when enough others serve everything,
 * one that never came up serves nothing and is killed at once.
 */
public final class SizingPolicy {
    /** Surplus goes from those that were never ready to the others, the newest first. */
    private static final Comparator<MemberView> DISPENSABLE_FIRST =
            Comparator.comparing(MemberView::everReady)
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
        if (missing < 0) {
            counted.stream()
                    .sorted(DISPENSABLE_FIRST)
                    .limit(-missing)
                    .forEach(member -> decisions.add(new Decision.Drain(member.instance())));
        }
        boolean enoughServe = members.stream().filter(MemberView::servesAll).count() >= wanted;
        for (MemberView member : members) {
            if (member.overdue() || (member.silent() && enoughServe)) {
                decisions.add(new Decision.Kill(member.instance()));
            }
        }
        return decisions;
    }
}
