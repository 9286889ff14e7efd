package dev.slipway.inference.engine;

import java.util.ArrayList;
import java.util.List;

/** Tells work that nobody waits for it any more. Cancelling twice is cancelling once. */
public final class CancelToken {
    private final List<Runnable> listeners = new ArrayList<>(2);
    private volatile boolean cancelled;

    public boolean isCancelled() {
        return cancelled;
    }

    public void cancel() {
        List<Runnable> told;
        synchronized (listeners) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            told = List.copyOf(listeners);
            listeners.clear();
        }
        told.forEach(Runnable::run);
    }

    /**
     * Runs the listener when it is cancelled, at once if it already is. The listener must be short
     * and must not throw.
     *
     * @return takes the listener away again; after it returned the listener is not running
     */
    public Registration onCancel(Runnable listener) {
        Once once = new Once(listener);
        synchronized (listeners) {
            if (!cancelled) {
                listeners.add(once);
                return () -> {
                    synchronized (listeners) {
                        listeners.remove(once);
                    }
                    once.disarm();
                };
            }
        }
        once.run();
        return () -> {};
    }

    /** A listener that can be taken away. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    private static final class Once implements Runnable {
        private final Runnable listener;
        private boolean armed = true;

        Once(Runnable listener) {
            this.listener = listener;
        }

        @Override
        public synchronized void run() {
            if (armed) {
                armed = false;
                listener.run();
            }
        }

        synchronized void disarm() {
            armed = false;
        }
    }
}
