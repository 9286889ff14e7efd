package dev.slipway.inference.model;

import dev.slipway.inference.batching.NiceThreads;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.memory.MemoryShortageException;
import java.util.concurrent.ExecutionException;

/**
 * What of a load takes the processors: it yields to traffic. The thread that loads waits for it and
 * does not yield itself, since those that it starts for urgent runs would be as nice as it is.
 */
final class HeavySteps {
    private final NiceThreads threads;

    HeavySteps(NiceThreads threads) {
        this.threads = threads;
    }

    /** One of them. */
    @FunctionalInterface
    interface Step<T> {
        T take() throws EngineLoadException, MemoryShortageException;
    }

    /** What it gives; throws what it throws. */
    <T> T take(VersionId id, Step<T> step) throws EngineLoadException, MemoryShortageException {
        try {
            return threads.call("warm-" + id, step::take);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case EngineLoadException bad -> throw bad;
                case MemoryShortageException full -> throw full;
                case RuntimeException bug -> throw bug;
                case Error bug -> throw bug;
                case null, default -> throw new IllegalStateException(failed);
            }
        }
    }
}
