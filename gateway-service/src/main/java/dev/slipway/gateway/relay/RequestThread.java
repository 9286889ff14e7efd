package dev.slipway.gateway.relay;

import dev.slipway.telemetry.RequestLog;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's own thread. The first task that fails there is a fault of the gateway: it is logged
 * once and ends the request at once, which else would wait for its deadline.
 */
public final class RequestThread implements Executor, Timers {
    private static final Logger LOG = LoggerFactory.getLogger(RequestThread.class);

    private final Executor thread;
    private final Executor queue;
    private final Timers timers;
    private final Supplier<RequestLog.Subject> subject;
    private Runnable end = () -> {};
    private boolean broken;

    /**
     * All of them run on that thread; the queue not before what is under way there is over.
     *
     * @param subject whose line tells of a fault
     */
    RequestThread(
            Executor thread, Executor queue, Timers timers, Supplier<RequestLog.Subject> subject) {
        this.thread = thread;
        this.queue = queue;
        this.timers = timers;
        this.subject = subject;
    }

    /** On a connection's loop. */
    public static RequestThread on(LoopThread loop, Supplier<RequestLog.Subject> subject) {
        return new RequestThread(loop, loop::later, loop, subject);
    }

    /** How the request is ended by a fault; to be said before the first task. */
    public void atFault(Runnable howToEnd) {
        end = howToEnd;
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(() -> run(task));
    }

    /** Not before what is under way on this thread is over. */
    public void later(Runnable task) {
        queue.execute(() -> run(task));
    }

    @Override
    public Cancel after(long nanos, Runnable task) {
        return timers.after(nanos, () -> run(task));
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error fault) {
            broke(fault);
        }
    }

    /** What else fails in a request that is being ended is no news. */
    private void broke(Throwable fault) {
        if (broken) {
            return;
        }
        broken = true;
        try {
            end.run();
        } catch (RuntimeException | Error again) {
            if (!again.equals(fault)) {
                fault.addSuppressed(again);
            }
        }
        RequestLog.with(
                subject.get(),
                () -> LOG.error("a request failed by a fault of the gateway", fault));
    }
}
