package dev.slipway.inference.serving;

/**
 * ORCA's load report in its text form, which the gateway reads from the answer's head. {@code
 * in_flight} are the requests that this replica has admitted and not answered, of all versions;
 * {@code predicted_wait_ms} is how long a new request for the version that answers would wait, as
 * {@link dev.slipway.inference.batching.VersionQueue#predictedWaitNanos} estimates it.
 */
final class LoadReport {
    private static final long NANOS_OF_A_TENTH = 100_000;

    private LoadReport() {}

    /** One string and nothing else is made: this runs once for each answer. */
    static String text(int inFlight, long predictedWaitNanos) {
        long tenths = predictedWaitNanos / NANOS_OF_A_TENTH;
        return "TEXT named_metrics.in_flight="
                + inFlight
                + ",named_metrics.predicted_wait_ms="
                + tenths / 10
                + '.'
                + tenths % 10;
    }
}
