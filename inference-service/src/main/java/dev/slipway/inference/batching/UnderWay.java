package dev.slipway.inference.batching;

import dev.slipway.inference.admission.RequestClass;

/** The priorities of what a version's threads run now. Guarded by the lock of its queue. */
final class UnderWay {
    private final int threads;
    private final int[] runs = new int[RequestClass.LOWEST + 1];
    private int all;

    /**
     * Nothing runs yet.
     *
     * @param threads that take what is next in the queue
     */
    UnderWay(int threads) {
        this.threads = threads;
    }

    void begins(int priority) {
        runs[priority]++;
        all++;
    }

    void ends(int priority) {
        runs[priority]--;
        all--;
    }

    /** Whether a work would wait for runs of which one at least is less urgent than it is. */
    boolean isOutrankedBy(int priority) {
        if (all < threads) {
            return false;
        }
        for (int lower = priority + 1; lower < runs.length; lower++) {
            if (runs[lower] > 0) {
                return true;
            }
        }
        return false;
    }
}
