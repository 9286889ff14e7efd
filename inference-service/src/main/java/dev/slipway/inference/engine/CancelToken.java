package dev.slipway.inference.engine;

import org.jspecify.annotations.Nullable;

/**
 * Tells work that nobody waits for it any more. Cancelling twice is cancelling once. Adding and
 * taking away a listener cost the same however many there are: a request of many texts has as many.
 */
public final class CancelToken {
    private final Object lock = new Object();
    private @Nullable Once first;
    private @Nullable Once last;
    private volatile boolean cancelled;

    public boolean isCancelled() {
        return cancelled;
    }

    public void cancel() {
        Once told;
        synchronized (lock) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            told = first;
            first = null;
            last = null;
        }
        // From here on no links change.
        while (told != null) {
            told.run();
            told = told.next;
        }
    }

    /**
     * Runs the listener when it is cancelled, at once if it already is. The listener must be short
     * and must not throw.
     *
     * @return takes the listener away again; after it returned the listener is not running
     */
    public Registration onCancel(Runnable listener) {
        Once once = new Once(listener);
        synchronized (lock) {
            if (!cancelled) {
                link(once);
                return once;
            }
        }
        once.run();
        return () -> {};
    }

    private void link(Once once) {
        once.previous = last;
        if (last == null) {
            first = once;
        } else {
            last.next = once;
        }
        last = once;
    }

    private void unlink(Once once) {
        if (once.previous == null) {
            first = once.next;
        } else {
            once.previous.next = once.next;
        }
        if (once.next == null) {
            last = once.previous;
        } else {
            once.next.previous = once.previous;
        }
    }

    /** A listener that can be taken away. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** A listener among the others of its token. */
    private final class Once implements Registration {
        private final Runnable listener;
        private @Nullable Once previous;
        private @Nullable Once next;
        private boolean linked = true;
        private boolean armed = true;

        Once(Runnable listener) {
            this.listener = listener;
        }

        synchronized void run() {
            if (armed) {
                armed = false;
                listener.run();
            }
        }

        @Override
        public void close() {
            synchronized (lock) {
                if (linked && !cancelled) {
                    unlink(this);
                }
                linked = false;
            }
            synchronized (this) {
                armed = false;
            }
        }
    }
}
