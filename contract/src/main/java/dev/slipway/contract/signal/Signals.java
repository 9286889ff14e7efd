package dev.slipway.contract.signal;

/**
 * How load is told: a {@code GET} on {@link #PATH} is answered by one JSON object a line, at once
 * the first, then one each second; a gateway tells one more as soon as requests begin to wait. The
 * answer ends when its sender does; a reader that hears nothing for some seconds reads no more.
 */
public final class Signals {
    public static final String PATH = "/internal/v1/signals";

    /** Where a replica tells all of its load once, as one JSON object. */
    public static final String LOAD_PATH = "/load";

    public static final String MEDIA_TYPE = "application/x-ndjson";

    /** Milliseconds between two signals when nothing happens. */
    public static final int INTERVAL_MS = 1_000;

    /** Entries of a signal's longest list; of more, the largest are told. */
    public static final int MOST_ENTRIES = 1_000;

    /** A longer line is no signal. */
    public static final int MOST_LINE_BYTES = 1 << 20;

    private Signals() {}
}
