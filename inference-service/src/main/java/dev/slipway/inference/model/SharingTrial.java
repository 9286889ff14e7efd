package dev.slipway.inference.model;

import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.RunSharing;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Searches how runs of a version best share the processors, before anybody waits for it. Of the
 * sizes that are timed at load it takes the largest one that is still short, for under load runs
 * are large.
 *
 * <p>A version is left as it is where its runs are so short that threads would hardly meet before
 * they are over, and where they are so long that the search would hold it up.
 */
final class SharingTrial {
    /** All that is tried ends in this time, but for what opens engines. */
    static final Duration BUDGET = Duration.ofSeconds(1);

    static final Duration SHORTEST_RUN = Duration.ofNanos(200_000);
    static final Duration LONGEST_RUN = Duration.ofMillis(100);

    /** A run of this length is long enough to be timed alone. */
    static final Duration SHORT_RUN = Duration.ofMillis(20);

    private final WarmVersion version;
    private final LongSupplier nanoTime;

    SharingTrial(WarmVersion version, LongSupplier nanoTime) {
        this.version = version;
        this.nanoTime = nanoTime;
    }

    /**
     * The best sharing; null where none was searched for, or none was found in time.
     *
     * @param outputs that are asked for
     */
    @Nullable RunSharing find(List<String> outputs, SharingSearch.Challengers challengers) {
        try (CancelTimer timer = new CancelTimer(BUDGET)) {
            EngineRequest request = request(outputs, Deadline.in(BUDGET, nanoTime), timer.token());
            if (request == null) {
                return null;
            }
            double runs = SHORT_RUN.toNanos() / 2.0 / nanos(request);
            ParallelRuns pace = new ParallelRuns(request, (int) Math.clamp(runs, 1, 100), nanoTime);
            return new SharingSearch(version.sharing().runs(), pace)
                    .find(version.engine(), challengers);
        }
    }

    private @Nullable EngineRequest request(
            List<String> outputs, Deadline end, CancelToken cancel) {
        TrialInputs inputs =
                new TrialInputs(
                        version.task(),
                        version.files().manifest().signature(),
                        version.rule().maxRows());
        EngineRequest chosen = null;
        for (TrialInputs.Size size : inputs.sizes()) {
            Map<String, Tensor> made = inputs.of(size);
            if (made == null) {
                break;
            }
            EngineRequest larger = new EngineRequest(made, outputs, end, cancel);
            if (chosen == null || nanos(larger) <= SHORT_RUN.toNanos()) {
                chosen = larger;
            }
        }
        boolean fits =
                chosen != null
                        && nanos(chosen) >= SHORTEST_RUN.toNanos()
                        && nanos(chosen) <= LONGEST_RUN.toNanos();
        return fits ? chosen : null;
    }

    private double nanos(EngineRequest request) {
        return version.cost().nanos(version.rule().shape(request));
    }
}
