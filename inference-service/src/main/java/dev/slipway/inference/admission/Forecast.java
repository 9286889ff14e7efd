package dev.slipway.inference.admission;

/**
 * What is predicted for a request that came now.
 *
 * @param standing what decides beside the numbers
 * @param waitNanos until an engine begins with it
 * @param runNanos how long engines then take; 0 where it is not known what is asked of them and
 *     nothing is shared
 * @param error how far predictions lately were off, relative, as {@link
 *     dev.slipway.inference.cost.CostModel#error}
 * @param spread by what {@code runNanos} is to be multiplied so that nine of ten runs end within
 *     it; at least 1
 */
public record Forecast(
        Standing standing, double waitNanos, double runNanos, double error, double spread) {
    /** Where a request would stand that came now. */
    public enum Standing {
        /** Too few runs have taught what runs take: the numbers say nothing yet. */
        UNKNOWN,
        /**
         * Nothing waits, and an engine is free, or one run is over until this one has every
         * processor, of which the numbers say nothing.
         */
        IDLE,
        /** Nothing that waits is served before it. */
        NEXT,
        /** Others are served before it. */
        BEHIND
    }

    /** Within what time it is answered, with some certainty. */
    double cautiousNanos() {
        return waitNanos * (1 + error) + runNanos * spread;
    }
}
