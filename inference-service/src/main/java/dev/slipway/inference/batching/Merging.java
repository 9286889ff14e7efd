package dev.slipway.inference.batching;

import java.util.Locale;

/** Whether requests of a version share runs, and what that was told from. */
public enum Merging {
    /** The package declares a batch size. */
    DECLARED,

    /** Rows that ran together gave what they gave alone. */
    PROBED,

    /** The package declares a batch size of 1. */
    DECLINED,

    /** An input or output has no first dimension that varies. */
    FIXED_ROWS,

    /** First dimensions vary, but the graph does not say that they are the same one. */
    NO_SHARED_ROWS,

    /** The graph computes its scales from all rows of a run. */
    QUANTISED,

    /** Rows that ran together gave something else than alone. */
    ROWS_DIFFER,

    /** Rows alone and together could not be compared. */
    NOT_PROBED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
