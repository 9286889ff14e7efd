package dev.slipway.local;

import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * What a platform still begins: nothing once its end began. The end waits for a step that would
 * leave half of something behind.
 */
final class StartGate {
    private final Semaphore step = new Semaphore(1);
    private volatile boolean closed;

    /** Is finished once it was begun. */
    @FunctionalInterface
    interface Step {
        void take() throws IOException;
    }

    /** Takes a step, unless the end has begun. */
    void pass(Step whole) throws IOException {
        step.acquireUninterruptibly();
        try {
            if (!closed) {
                whole.take();
            }
        } finally {
            step.release();
        }
    }

    /** Whether the end has begun, also while it still waits for a step. */
    boolean isClosed() {
        return closed;
    }

    /** From now on no step is begun; returns when the one that was begun is finished. */
    void close() {
        closed = true;
        step.acquireUninterruptibly();
        step.release();
    }
}
