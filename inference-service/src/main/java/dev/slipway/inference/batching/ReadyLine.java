package dev.slipway.inference.batching;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The slots that wait for their turn, first come, first served, and how many of them may have it
 * now. Guarded by the lock of {@link EngineWorkers}. It holds no more slots than were lent.
 */
final class ReadyLine {
    private final ArrayDeque<BatchSource> ready = new ArrayDeque<>();
    private final ArrayDeque<BatchSource> urgent = new ArrayDeque<>();
    private final HeldSlots held = new HeldSlots();

    /** Those that are in a run, urgent ones apart. */
    private final List<EngineWorker> running = new ArrayList<>();

    private final LastTurns last = new LastTurns();

    private int shortRuns;

    /** So many runs go on at once as long as they are short. */
    void shortRuns(int most) {
        shortRuns = most;
    }

    void add(BatchSource source, int slots) {
        for (int i = 0; i < slots; i++) {
            ready.addLast(source);
        }
    }

    /** A slot whose turn is at once, and beside what runs. */
    void addUrgent(BatchSource source) {
        urgent.addLast(source);
    }

    /** As {@link HeldSlots#hold}. */
    boolean hold(BatchSource source, long dueNanos) {
        return held.hold(source, dueNanos);
    }

    /** Where a slot of the source waits for a time it is ready now; else false. */
    boolean hasten(BatchSource source) {
        boolean isHeld = held.letGo(source);
        if (isHeld) {
            ready.addLast(source);
        }
        return isHeld;
    }

    /** What waited until now is ready. */
    void addWhatIsDue(long nowNanos) {
        BatchSource due = held.due(nowNanos);
        while (due != null) {
            ready.addLast(due);
            due = held.due(nowNanos);
        }
    }

    /** Until the next slot is due that waits for a time. */
    long nanosToDue(long nowNanos) {
        return held.nanosToNext(nowNanos);
    }

    /**
     * Whether others than this source have the processors, too: a turn of another one goes on or
     * ended less than a long run's time ago, or a slot of another one is ready.
     */
    boolean hasOthersThan(BatchSource source, long nowNanos) {
        if (last.wereOfOthersThan(source, EngineWorkers.LONG_RUN_NANOS, nowNanos)) {
            return true;
        }
        for (EngineWorker worker : running) {
            if (!source.equals(worker.source)) {
                return true;
            }
        }
        for (BatchSource slot : ready) {
            if (!source.equals(slot)) {
                return true;
            }
        }
        return !urgent.isEmpty();
    }

    /** Slots that are ready. */
    int size() {
        return urgent.size() + ready.size();
    }

    /**
     * How many of them have their turn now.
     *
     * @param left so many are left to who is awake, and not asked for
     */
    int mayStart(int left, long nowNanos) {
        int room = mostRuns(nowNanos) - running.size();
        return urgent.size() + Math.clamp(room, 0, Math.max(0, ready.size() - left));
    }

    /**
     * How many slots are taken soon by those that have a turn, and by those that are on their way,
     * once these turns are over: as many as there are such turns in {@link
     * EngineWorkers#SHORT_WAIT_NANOS}. A turn that took longer already tells nothing. None of these
     * turns is of the version that stands behind those that are spoken for: its own slots run at
     * once, and one that is alone never waits for itself.
     *
     * @param onTheWay workers, each of which takes one of the first slots
     */
    int takenSoon(int onTheWay, long nowNanos) {
        BatchSource waits = urgent.isEmpty() ? at(onTheWay) : null;
        if (waits == null) {
            return 0;
        }
        int soon = 0;
        for (EngineWorker worker : running) {
            if (nowNanos - worker.begunNanos <= EngineWorkers.SHORT_WAIT_NANOS) {
                soon += takenAfter(worker.source, waits);
            }
        }
        for (int place = 0; place < onTheWay; place++) {
            // The first of its turns is the one that it comes for.
            soon += Math.max(0, takenAfter(at(place), waits) - 1);
        }
        return soon;
    }

    private static int takenAfter(@Nullable BatchSource turn, BatchSource waits) {
        return turn == null || turn.equals(waits)
                ? 0
                : turn.turnsIn(EngineWorkers.SHORT_WAIT_NANOS);
    }

    /** Whose slot stands at a place of the line; null where it is not so long. */
    private @Nullable BatchSource at(int place) {
        int before = place;
        for (BatchSource slot : ready) {
            if (before == 0) {
                return slot;
            }
            before--;
        }
        return null;
    }

    /** A long run keeps nobody out. */
    private int mostRuns(long nowNanos) {
        int most = shortRuns;
        for (EngineWorker worker : running) {
            boolean isLong = nowNanos - worker.begunNanos >= EngineWorkers.LONG_RUN_NANOS;
            most += isLong ? 1 : 0;
        }
        return most;
    }

    /** Whose turn it is, which begins now; null where nobody has one. */
    @Nullable BatchSource begin(EngineWorker self, long nowNanos) {
        BatchSource source = urgent.pollFirst();
        self.runsUrgently = source != null;
        if (source == null && running.size() < mostRuns(nowNanos)) {
            source = ready.pollFirst();
            if (source != null) {
                self.begunNanos = nowNanos;
                self.source = source;
                running.add(self);
            }
        }
        return source;
    }

    /**
     * A turn is over, if the worker had one.
     *
     * @param again whose slot it had, where that is ready again
     */
    void end(EngineWorker self, @Nullable BatchSource again, long nowNanos) {
        BatchSource had = self.source;
        if (had != null) {
            running.remove(self);
            self.source = null;
            last.ended(had, nowNanos);
        }
        if (again != null) {
            (self.runsUrgently ? urgent : ready).addLast(again);
        }
    }
}
