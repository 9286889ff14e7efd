package dev.slipway.registry.loop;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one step again and again on a thread of its own: each interval, or at once when woken. A
 * step that fails is said once and tried again; it says so when it works again.
 */
public final class Loop implements AutoCloseable {
    private static final int FATAL = 70;
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    private final String name;
    private final Duration interval;
    private final Runnable step;
    private final Semaphore woken = new Semaphore(0);
    private volatile boolean stopped;
    private @Nullable Thread thread;
    private boolean failing;

    public Loop(String name, Duration interval, Runnable step) {
        this.name = name;
        this.interval = interval;
        this.step = step;
    }

    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofVirtual().name("loop-" + name).start(this::run);
        }
    }

    /** Runs the step soon, if it is not due anyway. */
    public void wake() {
        if (woken.availablePermits() == 0) {
            woken.release();
        }
    }

    /** Ends the loop after the step that runs, waiting a little for it. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            stopped = true;
            running = thread;
        }
        wake();
        if (running != null) {
            try {
                running.join(Duration.ofSeconds(3));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        while (!stopped) {
            runStep();
            try {
                if (woken.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                    woken.drainPermits();
                }
            } catch (InterruptedException interrupted) {
                return;
            }
        }
    }

    private void runStep() {
        try {
            step.run();
            if (failing) {
                failing = false;
                LOG.info("{} works again", name);
            }
        } catch (RuntimeException failure) {
            if (!failing && !stopped) {
                failing = true;
                LOG.warn("{} failed and is tried again: {}", name, failure.toString());
            }
        } catch (Error fatal) {
            // A registry without its loops would look healthy and do nothing.
            LOG.error("{} cannot go on, the process ends", name, fatal);
            Runtime.getRuntime().halt(FATAL);
        }
    }
}
