package dev.slipway.inference.batching;

import org.jspecify.annotations.Nullable;

/**
 * When turns ended last: those of one source, and those of all others. Guarded by the lock of
 * {@link EngineWorkers}.
 */
final class LastTurns {
    private @Nullable BatchSource newest;
    private long newestNanos;

    /** When the last one ended that was not of the newest source, where there was any. */
    private long othersNanos;

    private boolean wereOthers;

    /** A turn of a source is over. */
    void ended(BatchSource source, long nowNanos) {
        if (!source.equals(newest)) {
            wereOthers = newest != null;
            othersNanos = newestNanos;
            newest = source;
        }
        newestNanos = nowNanos;
    }

    /** Whether a turn of another source ended less than so long ago. */
    boolean wereOfOthersThan(BatchSource source, long withinNanos, long nowNanos) {
        boolean isNewest = source.equals(newest);
        boolean were = isNewest ? wereOthers : newest != null;
        return were && nowNanos - (isNewest ? othersNanos : newestNanos) < withinNanos;
    }
}
