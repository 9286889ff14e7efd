package dev.slipway.gateway.relay;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The event loop of a client's connection, where everything of its request runs.
 *
 * @param here whether whoever asks is on it already
 */
public record LoopThread(ScheduledExecutorService loop, BooleanSupplier here)
        implements Executor, Timers {
    @Override
    public void execute(Runnable task) {
        if (here.getAsBoolean()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /** Not before what is under way on this thread is over. */
    void later(Runnable task) {
        loop.execute(task);
    }

    @Override
    public Cancel after(long nanos, Runnable task) {
        Future<?> scheduled = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }
}
