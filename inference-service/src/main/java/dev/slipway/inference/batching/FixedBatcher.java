package dev.slipway.inference.batching;

import dev.slipway.contract.version.FixedBatching;
import dev.slipway.inference.batching.BatchPlanner.Candidate;
import dev.slipway.inference.batching.BatchPlanner.Release;
import dev.slipway.inference.cost.CostModel;
import dev.slipway.inference.cost.RunShape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Releases works as Triton's dynamic batcher does with the same settings. Works are counted in the
 * order of service up to the batch size:
 *
 * <ul>
 *   <li>As long as the delay of the oldest one is not over, the largest preferred size that can be
 *       made leaves at once. Where none can be made and the next work would pass over the largest
 *       one, all before it leave.
 *   <li>Where the next work does not fit any more, all before it leave.
 *   <li>Otherwise they are held until the delay of the oldest one is over, and then all of them
 *       leave, of whatever size. Without a delay they leave at once.
 * </ul>
 *
 * <p>Without preferred sizes the batch size is the only one. One thing is ours: a deadline ends the
 * holding too, early enough for the run, since an answer that comes too late is of no use.
 */
final class FixedBatcher implements BatchPolicy {
    /** What it takes to wake a thread and to put a run together, generously: 1 ms. */
    static final long MARGIN_NANOS = 1_000_000;

    private final int maxRows;
    private final long maxWidth;
    private final List<Integer> preferredRows;
    private final long delayNanos;
    private final CostModel cost;

    /**
     * Works that fit into one run.
     *
     * @param works how many, from the first one on
     * @param preferred how many make the largest preferred size; 0 where none can be made
     * @param isFull whether nothing fits beside them
     */
    private record Pending(int works, int preferred, boolean isFull, RunShape shape) {}

    /**
     * Of one version.
     *
     * @param maxRows rows of one run; no work that has a number of rows has more
     * @param maxWidth rows × widest row of one run; what is more than that by itself runs alone
     */
    FixedBatcher(int maxRows, long maxWidth, FixedBatching settings, CostModel cost) {
        this.maxRows = maxRows;
        this.maxWidth = maxWidth;
        this.preferredRows = preferredRows(settings, maxRows);
        this.delayNanos = delayNanos(settings);
        this.cost = cost;
    }

    static long delayNanos(FixedBatching settings) {
        return TimeUnit.MICROSECONDS.toNanos(settings.maxQueueDelayMicroseconds());
    }

    private static List<Integer> preferredRows(FixedBatching settings, int maxRows) {
        return settings.preferredBatchSizes().isEmpty()
                ? List.of(maxRows)
                : settings.preferredBatchSizes();
    }

    /** The settings in words, for people who look at the version. */
    static String sentence(FixedBatching settings, int maxRows) {
        List<String> sizes = new ArrayList<>();
        preferredRows(settings, maxRows).forEach(size -> sizes.add(size.toString()));
        String last = sizes.removeLast();
        String rows = (sizes.isEmpty() ? "" : String.join(", ", sizes) + " or ") + last + " rows";
        return settings.maxQueueDelayMicroseconds() == 0
                ? "what waits runs at once, " + rows + " together where there are as many"
                : "they are held for up to "
                        + settings.maxQueueDelayMicroseconds()
                        + " microseconds, or until there are "
                        + rows;
    }

    @Override
    public <C extends Waiter> Decision<C> decide(List<C> waiting, long nowNanos) {
        Pending pending = pending(waiting);
        long delayLeft = delayNanos - longestHeld(waiting, nowNanos);
        boolean isOver = delayNanos > 0 && delayLeft <= 0;
        if (pending.preferred > 0 && !isOver) {
            return first(waiting, pending.preferred, ReleaseReason.FULL);
        }
        if (pending.isFull) {
            return first(waiting, pending.works, ReleaseReason.FULL);
        }
        if (isOver || delayNanos == 0) {
            return first(waiting, pending.works, ReleaseReason.IDLE_ENGINE);
        }
        if (pending.shape.rows() > preferredRows.getLast()) {
            return first(waiting, pending.works, ReleaseReason.FULL);
        }
        long spare = spareNanos(waiting, pending.shape, delayLeft);
        return spare <= 0
                ? first(waiting, pending.works, ReleaseReason.DEADLINE)
                : new Hold<>(Math.min(spare, delayLeft));
    }

    private static <C extends Waiter> Release<C> first(
            List<C> waiting, int works, ReleaseReason why) {
        return new Release<>(List.copyOf(waiting.subList(0, works)), why);
    }

    private Pending pending(List<? extends Candidate> waiting) {
        int works = 0;
        int preferred = 0;
        long rows = 0;
        int width = 1;
        boolean isFull = false;
        for (Candidate work : waiting) {
            long more = rows + work.rows();
            int wider = Math.max(width, work.width());
            if (works > 0 && preferred == 0 && more > preferredRows.getLast()) {
                preferred = works;
            }
            if (works > 0 && (more > maxRows || more * wider > maxWidth)) {
                isFull = true;
                break;
            }
            works++;
            rows = more;
            width = wider;
            if (isPreferred(rows)) {
                preferred = works;
            }
        }
        return new Pending(
                works, preferred, isFull || rows >= maxRows, new RunShape((int) rows, width));
    }

    private boolean isPreferred(long rows) {
        for (int size : preferredRows) {
            if (size == rows) {
                return true;
            }
        }
        return false;
    }

    private static long longestHeld(List<? extends Waiter> waiting, long nowNanos) {
        long longest = 0;
        for (Waiter work : waiting) {
            longest = Math.max(longest, nowNanos - work.sinceNanos());
        }
        return longest;
    }

    /**
     * How much longer all of them may be held until a run of them would give somebody's answer too
     * late. As long as nothing is known of runs, whoever would not see the end of the delay is not
     * held at all.
     */
    private long spareNanos(List<? extends Waiter> waiting, RunShape run, long delayLeft) {
        long least = Long.MAX_VALUE;
        for (Waiter work : waiting) {
            least = Math.min(least, work.nanosLeft());
        }
        if (cost.runs() == 0) {
            return least <= delayLeft + MARGIN_NANOS ? 0 : delayLeft;
        }
        return least - (long) (cost.nanos(run) * cost.spread()) - MARGIN_NANOS;
    }
}
