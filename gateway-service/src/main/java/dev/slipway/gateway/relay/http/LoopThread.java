package dev.slipway.gateway.relay.http;

import dev.slipway.gateway.relay.Cancel;
import dev.slipway.gateway.relay.Timers;
import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The event loop of a client's connection, where everything of its request runs. */
record LoopThread(EventLoop loop) implements Executor, Timers {
    @Override
    public void execute(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    @Override
    public Cancel after(long nanos, Runnable task) {
        Future<?> scheduled = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }
}
