package dev.slipway.e2e.zeroloss;

import dev.slipway.e2e.load.LoadReport;
import dev.slipway.e2e.platform.Metrics;
import java.util.Map;

/**
 * From when on the gateway that is there in the end counts.
 *
 * @param before what it had counted then
 * @param from nothing that it answered came earlier; {@link System#nanoTime()}
 */
record Books(Metrics before, long from) {
    /** A gateway that outlives the load. */
    static Books sinceTheLoadBegan(Scene scene) {
        return new Books(scene.before(), scene.load().startedAt());
    }

    static Books ofNewGateway(long from) {
        return new Books(new Metrics(Map.of()), from);
    }

    /** How many requests the client got answered by it. */
    long answered(LoadReport report) {
        return report.samples().stream().filter(sample -> sample.doneAt() > from).count();
    }
}
