package dev.slipway.inference.model;

import dev.slipway.inference.refusal.Refusal;

/**
 * Somebody who waits until a version is in memory. Exactly one of both is called, at most once, by
 * a thread that has other things to do: neither may block.
 */
public interface ArrivalSink {
    /**
     * The version is there, and held for whoever waits.
     *
     * @return false where nobody waits any more: the hold goes back; else it is theirs to release
     */
    boolean came(ServedVersion version);

    /** It does not come. */
    void failed(Refusal why);
}
