package dev.slipway.inference.admission;

/**
 * What the requests of one version hold of a budget that all versions share. While others are there
 * it is at most a part of the budget, so that one version's bodies do not turn away another's; but
 * a request alone may go beyond the part, for what it takes is bounded by itself, and it would
 * never fit else.
 */
final class VersionBytes {
    private final ByteBudget all;
    private final long most;
    private long held;
    private volatile boolean alone = true;

    /** Whether bytes were held, or which bound they would have passed. */
    enum Hold {
        HELD,
        MODEL_FULL,
        PROCESS_FULL
    }

    /**
     * Holds nothing yet, and is alone.
     *
     * @param share the part of the budget, over 0 and at most 1
     */
    VersionBytes(ByteBudget all, double share) {
        this.all = all;
        this.most = (long) ((double) all.most() * share);
    }

    /** Bytes that a single request may hold at most. */
    long mostOfOne() {
        return all.most();
    }

    /** Whether no other version is there that needs a part; what is held already stays held. */
    void standsAlone(boolean now) {
        // Each request says it, and it is mostly known.
        if (alone != now) {
            alone = now;
        }
    }

    /**
     * Holds bytes, or nothing.
     *
     * @param own what the same request holds already
     */
    synchronized Hold tryHold(long more, long own) {
        if (!alone && held > own && more > most - held) {
            return Hold.MODEL_FULL;
        }
        if (!all.tryHold(more)) {
            return Hold.PROCESS_FULL;
        }
        held += more;
        return Hold.HELD;
    }

    synchronized void giveBack(long bytes) {
        held -= bytes;
        all.giveBack(bytes);
    }

    /** Bytes that the version's requests hold. */
    synchronized long held() {
        return held;
    }
}
