package dev.slipway.gateway.relay.grpc;

import dev.slipway.gateway.relay.Cancel;
import dev.slipway.gateway.relay.Timers;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** One call's thread: the event loop of its client's connection. */
record CallThread(EventLoop loop) implements Executor, Timers {
    /** The loop that this runs on; a server with a direct executor begins calls there. */
    static CallThread current(EventLoopGroup loops) {
        for (EventExecutor one : loops) {
            if (one.inEventLoop() && one instanceof EventLoop loop) {
                return new CallThread(loop);
            }
        }
        return new CallThread(loops.next());
    }

    @Override
    public void execute(Runnable task) {
        if (loop.inEventLoop()) {
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
