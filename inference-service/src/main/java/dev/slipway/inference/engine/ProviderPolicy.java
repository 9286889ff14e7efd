package dev.slipway.inference.engine;

/** What becomes of an execution provider that does not start. */
public enum ProviderPolicy {
    /** The replica does not start either, and says what is missing. */
    STRICT,

    /** The next one of the list is used, with a warning. */
    FALLBACK
}
