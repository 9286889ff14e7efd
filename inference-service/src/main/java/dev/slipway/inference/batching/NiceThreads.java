package dev.slipway.inference.batching;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts threads that yield to all others from their first step on, each for one work. What such a
 * thread starts is as nice as it is, so it must start nothing that others wait for.
 */
public final class NiceThreads {
    private final int nice;

    /**
     * None are started yet.
     *
     * @param nice by how much they yield on Linux, from 0 (not at all) to 19
     */
    public NiceThreads(int nice) {
        this.nice = nice;
    }

    /** Starts one; where that cannot be, what it threw is thrown. */
    public Thread start(String name, Runnable work) {
        return Thread.ofPlatform()
                .daemon()
                .name(name)
                .start(() -> {
                    try {
                        Niceness.yieldBy(nice);
                    } finally {
                        work.run();
                    }
                });
    }

    /** Each work is given a thread, named after its kind and by its number. */
    Executor numbered(String kind) {
        AtomicInteger started = new AtomicInteger();
        return work -> start(kind + "-" + started.incrementAndGet(), work);
    }

    /**
     * What a work gives that is done on such a thread. This one waits for its end; an interruption
     * waits too.
     *
     * @throws ExecutionException when it throws something, which is the cause
     */
    public <T> T call(String name, Callable<T> work) throws ExecutionException {
        FutureTask<T> task = new FutureTask<>(work);
        start(name, task);
        boolean isInterrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException later) {
                    isInterrupted = true;
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
