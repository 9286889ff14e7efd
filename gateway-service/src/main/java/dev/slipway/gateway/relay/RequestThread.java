package dev.slipway.gateway.relay;

import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's own thread. The first task that fails there is a fault of the gateway: it is logged
 * once and ends the request at once, which else would wait for its deadline.
 */
public final class RequestThread implements Executor, Timers {
    private static final Logger LOG = LoggerFactory.getLogger(RequestThread.class);

    private final Executor thread;
    private final Timers timers;
    private final String requestId;
    private Runnable end = () -> {};
    private boolean broken;

    /** The timers' tasks run on that thread too. */
    public RequestThread(Executor thread, Timers timers, String requestId) {
        this.thread = thread;
        this.timers = timers;
        this.requestId = requestId;
    }

    /** How the request is ended by a fault; to be said before the first task. */
    public void atFault(Runnable howToEnd) {
        end = howToEnd;
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(() -> run(task));
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
        LOG.error("request {} failed by a fault of the gateway", requestId, fault);
    }
}
