package dev.slipway.inference.engine;

/** How much of the processors one run of an engine uses. */
public enum Lane {
    /** As many threads as the settings say: several such runs go on beside each other. */
    NARROW,

    /** Every processor: for a run that has the machine for itself. */
    WIDE
}
