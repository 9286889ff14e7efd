package dev.slipway.inference.serving.metrics;

import dev.slipway.contract.error.ErrorCategory;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.batching.BatchTimes;
import dev.slipway.inference.batching.ReleaseReason;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.model.VersionId;
import dev.slipway.inference.serving.InFlight;
import dev.slipway.inference.serving.Phase;
import dev.slipway.inference.serving.RequestCounters;
import dev.slipway.inference.serving.TenantCounters;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts of each version under the names that Triton gave them, so that dashboards made for it read
 * a replica too, untyped, since a counter of this library would have to end in {@code _total}; and
 * what Triton has no name for: why batches were released, what padding cost, histograms, and what
 * came of each tenant's requests. Models and versions are those that this replica has loaded; with
 * a version its counts go. Tenants are bounded by {@link RequestCounters#tenants}.
 */
final class VersionMetrics implements MultiCollector {
    private static final double NANOS_OF_A_SECOND = 1e9;

    private final RunCounters runs;
    private final RequestCounters requests;
    private final InFlight inFlight;

    VersionMetrics(RunCounters runs, RequestCounters requests, InFlight inFlight) {
        this.runs = runs;
        this.requests = requests;
        this.inFlight = inFlight;
    }

    @Override
    public MetricSnapshots collect() {
        Page page = new Page();
        Map<VersionId, Integer> pending = inFlight.pending();
        runs.versions()
                .forEach((version, counters) -> {
                    Labels labels = labels(version.model(), version.number());
                    runs(page, labels, counters);
                    pending(
                            page,
                            labels,
                            pending.getOrDefault(
                                    new VersionId(version.model(), version.number()), 0));
                    batches(page, labels, counters);
                    histograms(page, labels, counters);
                });
        requests.versions()
                .forEach((version, counters) -> {
                    Labels labels = labels(version.model(), version.version());
                    requests(page, labels, counters);
                    counters.tenants()
                            .forEach((tenant, own) ->
                                    outcomes(page, labels.merge(Labels.of("tenant", tenant)), own));
                });
        return page.snapshots();
    }

    private static Labels labels(String model, int version) {
        return Labels.of("model", model, "version", Integer.toString(version));
    }

    private static void runs(Page page, Labels labels, RunCounters counters) {
        page.put("nv_inference_count", "Rows that ran", labels, counters.runRows());
        page.put("nv_inference_exec_count", "Runs of the engine", labels, counters.engineRuns());
        page.put(
                "nv_inference_queue_duration_us",
                "Time that works waited for the engine: requests, or each text of one",
                labels,
                TimeUnit.NANOSECONDS.toMicros(counters.waitedNanos()));
        BatchTimes times = counters.batchTimes();
        micros(
                page,
                labels,
                "nv_inference_compute_input_duration_us",
                "Time in which inputs of shared runs were put together, each counted once",
                times.inputNanos());
        micros(
                page,
                labels,
                "nv_inference_compute_infer_duration_us",
                "Time that runs of the engine took, each counted once",
                times.inferNanos());
        micros(
                page,
                labels,
                "nv_inference_compute_output_duration_us",
                "Time in which outputs of shared runs were taken apart, each counted once",
                times.outputNanos());
    }

    private static void micros(Page page, Labels labels, String name, String help, long nanos) {
        page.put(name, help, labels, TimeUnit.NANOSECONDS.toMicros(nanos));
    }

    private static void pending(Page page, Labels labels, int requests) {
        page.put(
                "nv_inference_pending_request_count",
                "Requests that are here whole and wait for their first run",
                labels,
                requests);
    }

    private static void batches(Page page, Labels labels, RunCounters counters) {
        for (ReleaseReason reason : ReleaseReason.values()) {
            page.total(
                    "slipway_batch_releases",
                    "Batches that left the queue, by the reason why they were not larger",
                    labels.merge(Labels.of("reason", reason.word())),
                    counters.releases(reason));
        }
        page.total("slipway_batch_rows", "Rows of those batches", labels, counters.runRows());
        String tokens = "Tokens of those rows (elements where no text is read), and of padding";
        page.total(
                "slipway_batch_tokens",
                tokens,
                labels.merge(Labels.of("kind", "real")),
                counters.width());
        page.total(
                "slipway_batch_tokens",
                tokens,
                labels.merge(Labels.of("kind", "padding")),
                counters.padding());
        page.costError(labels, counters.costError());
    }

    private static void histograms(Page page, Labels labels, RunCounters counters) {
        page.histogram(
                "slipway_inference_queue_duration_seconds",
                "Time that a request to the engine waited for its first run",
                labels,
                counters.waits(),
                NANOS_OF_A_SECOND);
        page.histogram(
                "slipway_inference_compute_duration_seconds",
                "Time that a run of the engine took",
                labels,
                counters.runTimes(),
                NANOS_OF_A_SECOND);
        page.histogram(
                "slipway_batch_size_rows",
                "Rows of a batch that left the queue",
                labels,
                counters.batchRows(),
                1);
    }

    private static void outcomes(Page page, Labels labels, TenantCounters counters) {
        outcome(page, labels, "completed", "", counters.answeredTotal());
        outcome(page, labels, "client_gone", "", counters.leftTotal());
        counters.refusedTotals()
                .forEach((code, count) -> {
                    boolean failed =
                            code.category() == ErrorCategory.INTERNAL
                                    || code.category() == ErrorCategory.TIMEOUT;
                    String outcome = failed ? "failed" : "rejected";
                    outcome(page, labels, outcome, code.wireName(), count);
                });
    }

    private static void outcome(
            Page page, Labels labels, String outcome, String reason, long count) {
        page.total(
                "slipway_requests_outcome",
                "Requests for a version by what came of them, also those that got no place",
                labels.merge(Labels.of("outcome", outcome, "reason", reason)),
                count);
    }

    private static void requests(Page page, Labels labels, RequestCounters counters) {
        page.put(
                "nv_inference_request_success",
                "Requests with a result",
                labels,
                counters.answeredTotal());
        page.put(
                "nv_inference_request_duration_us",
                "Time from a request's head to its answer's last byte",
                labels,
                TimeUnit.NANOSECONDS.toMicros(counters.tookNanos()));
        page.histogram(
                "slipway_inference_request_duration_seconds",
                "Time from a request's head to its answer's last byte",
                labels,
                counters.durations(),
                NANOS_OF_A_SECOND);
        long left = 0;
        for (Phase phase : Phase.values()) {
            left += counters.cancelledIn(phase);
        }
        Map<String, Long> failures = new LinkedHashMap<>();
        failures.put("CANCELED", left);
        for (ErrorCode code : ErrorCode.values()) {
            long refused = counters.refusedWith(code) + counters.turnedAwayWith(code);
            failures.merge(reason(code), refused, Long::sum);
        }
        failures.forEach((reason, count) ->
                page.put(
                        "nv_inference_request_failure",
                        "Requests without a result, also those that got no place",
                        labels.merge(Labels.of("reason", reason)),
                        count));
    }

    /**
     * Triton rejects what its queue has no room for, and what became too late in it; the backend is
     * to blame for what failed in it, and all else, as what is wrong with a request, is other.
     */
    private static String reason(ErrorCode code) {
        if (code == ErrorCode.ENGINE_FAILED) {
            return "BACKEND";
        }
        ErrorCategory category = code.category();
        boolean rejected =
                category == ErrorCategory.CONTENDED
                        || category == ErrorCategory.UNAVAILABLE
                        || category == ErrorCategory.TIMEOUT
                        || category == ErrorCategory.MISDIRECTED;
        return rejected ? "REJECTED" : "OTHER";
    }
}
