package dev.slipway.inference.engine.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.ArrayDeque;

/**
 * Options of runs that were not cancelled, to be used again: making and freeing them costs a tiny
 * run more than half of its time. As many are kept as runs went on at once, up to a bound.
 */
final class KeptRunOptions implements AutoCloseable {
    private static final int MOST = 64;

    private final ArrayDeque<RunOptions> kept = new ArrayDeque<>();
    private boolean closed;

    /** Nobody else has them until they are given back. */
    RunOptions take() throws OrtException {
        synchronized (this) {
            RunOptions last = kept.pollLast();
            if (last != null) {
                return last;
            }
        }
        return new RunOptions();
    }

    /**
     * The run is over, and nobody can cancel it any more.
     *
     * @param wasCancelled whether they say that it is to be terminated, or may say so
     */
    void giveBack(RunOptions options, boolean wasCancelled) {
        synchronized (this) {
            if (!wasCancelled && !closed && kept.size() < MOST) {
                kept.addLast(options);
                return;
            }
        }
        options.close();
    }

    /** Nothing is kept any more. */
    @Override
    public synchronized void close() {
        closed = true;
        kept.forEach(RunOptions::close);
        kept.clear();
    }
}
