package dev.slipway.inference.batching;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The workers that have nothing to do, guarded by the lock of {@link EngineWorkers}. Who fell
 * asleep last is called first, since its stack and its caches are the warmest. One of them may be
 * the timekeeper, which looks again by itself at a time; it is called after all others.
 *
 * <p>A worker sleeps as long as {@link EngineWorker#isAsleep}; whoever wakes it takes it out of
 * here in the same step or makes it the timekeeper, so that none is called twice.
 */
final class SleepingWorkers {
    /** Nobody has to look again: everything that changes calls somebody. */
    static final long NEVER = Long.MAX_VALUE;

    /** After so many looks that found nothing the timekeeper sleeps until it is woken. */
    private static final int LOOKS_IN_VAIN = 16;

    private final ArrayDeque<EngineWorker> asleep = new ArrayDeque<>();
    private @Nullable EngineWorker timekeeper;

    /** When the timekeeper looks next, at the latest. */
    private long nextLookNanos;

    private int looksLeft;
    private int onTheWay;

    /** How many sleep. */
    int count() {
        return asleep.size() + (timekeeper == null ? 0 : 1);
    }

    /** How many were called and have not looked for a slot yet. */
    int onTheWay() {
        return onTheWay;
    }

    /** Wakes one for a slot; false where none sleeps. */
    boolean call() {
        EngineWorker next = asleep.pollLast();
        if (next == null) {
            next = timekeeper;
            timekeeper = null;
        }
        if (next == null) {
            return false;
        }
        next.isCalled = true;
        onTheWay++;
        next.wake();
        return true;
    }

    /**
     * Sees to it that a sleeper looks again in time. Where none sleeps nothing is to be done: each
     * worker looks before it falls asleep.
     *
     * @param ready slots
     * @param nanosToDue until a held slot is ready too
     */
    void keepTime(int ready, long nanosToDue, long nowNanos) {
        long nanos = nanosToLook(ready, nanosToDue);
        EngineWorker keeper = timekeeper;
        if (nanos == NEVER || (keeper != null && nextLookNanos - (nowNanos + nanos) <= 0)) {
            return;
        }
        if (keeper == null) {
            keeper = asleep.pollFirst();
        }
        if (keeper != null) {
            // It comes at once, and says itself how long it sleeps then.
            timekeeper = keeper;
            nextLookNanos = nowNanos;
            keeper.wake();
        }
    }

    /** For a while one of them looks by itself; where none does yet, the next one that comes. */
    void goOnLooking() {
        looksLeft = LOOKS_IN_VAIN;
    }

    /** Whether one of them looks by itself before a run that begins now could become long. */
    boolean looksSoon(long nowNanos) {
        return timekeeper != null && nextLookNanos - nowNanos <= EngineWorkers.LONG_RUN_NANOS;
    }

    private long nanosToLook(int ready, long nanosToDue) {
        boolean isAnyLeftBehind = ready > onTheWay;
        return isAnyLeftBehind ? Math.min(EngineWorkers.LONG_RUN_NANOS, nanosToDue) : nanosToDue;
    }

    /** So many are not needed any more: they look, find nothing, and end. */
    void dismiss(int workers) {
        for (int i = 0; i < workers; i++) {
            EngineWorker coldest = asleep.pollFirst();
            if (coldest != null) {
                coldest.wake();
            }
        }
        if (timekeeper != null) {
            timekeeper.wake();
        }
    }

    /**
     * The lock is let go until the worker is woken or, where it is the timekeeper, its time has
     * come.
     *
     * @param ready slots, of which it may have none now
     * @param nanosToDue until a held slot is ready too
     */
    void sleep(EngineWorker self, int ready, long nanosToDue, long nowNanos) {
        long nanos = nanosToSleep(self, ready, nanosToDue, nowNanos);
        long nextNanos = nowNanos + nanos;
        boolean keepsTime = nanos != NEVER && (timekeeper == null || nextNanos - nextLookNanos < 0);
        if (keepsTime) {
            if (timekeeper != null && timekeeper.isAsleep) {
                asleep.addFirst(timekeeper);
            }
            timekeeper = self;
            nextLookNanos = nextNanos;
        } else {
            asleep.addLast(self);
        }
        self.isAsleep = true;
        doze(self, keepsTime ? nanos : NEVER);
        wakesUp(self);
    }

    /**
     * Under load a slot is left behind every few moments. Then one of them goes on looking for a
     * while, which costs less than to be woken for each.
     */
    private long nanosToSleep(EngineWorker self, int ready, long nanosToDue, long nowNanos) {
        if (ready > onTheWay) {
            looksLeft = LOOKS_IN_VAIN;
        } else if (self.keptTime && looksLeft > 0) {
            looksLeft--;
        }
        long nanos = nanosToLook(ready, nanosToDue);
        return looksLeft > 0 && !looksSoon(nowNanos)
                ? Math.min(nanos, EngineWorkers.LONG_RUN_NANOS)
                : nanos;
    }

    private static void doze(EngineWorker self, long nanos) {
        long left = nanos;
        try {
            while (self.isAsleep && left > 0) {
                if (left == NEVER) {
                    self.woken.await();
                } else {
                    left = self.woken.awaitNanos(left);
                }
            }
        } catch (InterruptedException ofARunThatIsOver) {
            // It looks once more than it has to.
        }
    }

    private void wakesUp(EngineWorker self) {
        self.keptTime = self.equals(timekeeper);
        if (self.keptTime) {
            timekeeper = null;
        } else if (self.isAsleep) {
            asleep.remove(self);
        }
        self.isAsleep = false;
        if (self.isCalled) {
            self.isCalled = false;
            onTheWay--;
        }
    }
}
