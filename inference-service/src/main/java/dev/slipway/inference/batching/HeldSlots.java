package dev.slipway.inference.batching;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Slots whose version holds a batch back until a time, at most one of each version: the earliest
 * time counts. Guarded by the lock of {@link EngineWorkers}.
 */
final class HeldSlots {
    private final Map<BatchSource, Held> bySource = new HashMap<>();
    private final PriorityQueue<Held> byDue =
            new PriorityQueue<>((a, b) -> Long.signum(a.dueNanos - b.dueNanos));

    private record Held(BatchSource source, long dueNanos) {}

    /**
     * A slot waits until then.
     *
     * @return false where another one does for the same source: it is due then, or was earlier
     */
    boolean hold(BatchSource source, long dueNanos) {
        Held other = bySource.get(source);
        if (other != null && other.dueNanos - dueNanos <= 0) {
            return false;
        }
        if (other != null) {
            byDue.remove(other);
        }
        Held held = new Held(source, dueNanos);
        bySource.put(source, held);
        byDue.add(held);
        return other == null;
    }

    /** The slot of a source waits no more; false where none did. */
    boolean letGo(BatchSource source) {
        Held held = bySource.remove(source);
        if (held == null) {
            return false;
        }
        byDue.remove(held);
        return true;
    }

    /** One that is due waits no more; null where none is. */
    @Nullable BatchSource due(long nowNanos) {
        Held first = byDue.peek();
        if (first == null || first.dueNanos - nowNanos > 0) {
            return null;
        }
        letGo(first.source);
        return first.source;
    }

    /** Until the next one is due; {@link SleepingWorkers#NEVER} where none waits. */
    long nanosToNext(long nowNanos) {
        Held first = byDue.peek();
        return first == null ? SleepingWorkers.NEVER : Math.max(0, first.dueNanos - nowNanos);
    }
}
