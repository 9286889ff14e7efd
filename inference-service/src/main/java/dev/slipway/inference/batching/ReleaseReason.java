package dev.slipway.inference.batching;

import java.util.Locale;

/** Why a batch was released as it was and not larger. */
public enum ReleaseReason {
    /**
     * Another work would have gone over the bound of rows or tokens, or the package prefers runs of
     * as many rows.
     */
    FULL,

    /** With more in it, or held any longer, somebody's answer would have come too late. */
    DEADLINE,

    /**
     * An engine was free, and all that could share the run does; where the package fixes a delay,
     * one of them was held for as long.
     */
    IDLE_ENGINE,

    /**
     * With more in it the run would have done less for its time: it pads, or the engine is full.
     */
    MARGINAL_COST,

    /** The version is being unloaded. */
    DRAIN;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As it is written in metrics and headers. */
    public String word() {
        return word;
    }
}
