package dev.slipway.inference.serving.metrics;

import dev.slipway.contract.error.ErrorCategory;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.batching.ReleaseReason;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.histogram.Histogram;
import dev.slipway.inference.serving.Phase;
import dev.slipway.inference.serving.RequestCounters;
import dev.slipway.inference.serving.TenantCounters;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
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

    VersionMetrics(RunCounters runs, RequestCounters requests) {
        this.runs = runs;
        this.requests = requests;
    }

    /** One scrape's values by name. */
    private static final class Page {
        private final Map<String, UnknownSnapshot.Builder> metrics = new LinkedHashMap<>();
        private final Map<String, CounterSnapshot.Builder> totals = new LinkedHashMap<>();
        private final Map<String, HistogramSnapshot.Builder> histograms = new LinkedHashMap<>();
        private final GaugeSnapshot.Builder costErrors =
                GaugeSnapshot.builder()
                        .name("slipway_cost_error")
                        .help("How far predicted times of runs are from what they take, relative");

        void put(String name, String help, Labels labels, long value) {
            metrics.computeIfAbsent(name, it -> UnknownSnapshot.builder().name(it).help(help))
                    .dataPoint(
                            UnknownDataPointSnapshot.builder()
                                    .labels(labels)
                                    .value((double) value)
                                    .build());
        }

        void total(String name, String help, Labels labels, long value) {
            totals.computeIfAbsent(name, it -> CounterSnapshot.builder().name(it).help(help))
                    .dataPoint(
                            CounterDataPointSnapshot.builder()
                                    .labels(labels)
                                    .value((double) value)
                                    .build());
        }

        void costError(Labels labels, double value) {
            costErrors.dataPoint(
                    GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
        }

        /**
         * A histogram of which anything was counted: idle versions take no lines.
         *
         * @param unit how many of what was counted are one of what is shown
         */
        void histogram(String name, String help, Labels labels, Histogram counted, double unit) {
            if (counted.total() == 0) {
                return;
            }
            double[] bounds = new double[counted.bounds() + 1];
            long[] counts = new long[bounds.length];
            for (int at = 0; at < bounds.length; at++) {
                bounds[at] =
                        at < counted.bounds() ? counted.bound(at) / unit : Double.POSITIVE_INFINITY;
                counts[at] = counted.count(at);
            }
            histograms
                    .computeIfAbsent(name, it -> HistogramSnapshot.builder().name(it).help(help))
                    .dataPoint(
                            HistogramDataPointSnapshot.builder()
                                    .labels(labels)
                                    .classicHistogramBuckets(
                                            ClassicHistogramBuckets.of(bounds, counts))
                                    .sum(counted.sum() / unit)
                                    .build());
        }

        MetricSnapshots snapshots() {
            MetricSnapshots.Builder all = MetricSnapshots.builder();
            metrics.values().forEach(metric -> all.metricSnapshot(metric.build()));
            totals.values().forEach(metric -> all.metricSnapshot(metric.build()));
            histograms.values().forEach(metric -> all.metricSnapshot(metric.build()));
            all.metricSnapshot(costErrors.build());
            return all.build();
        }
    }

    @Override
    public MetricSnapshots collect() {
        Page page = new Page();
        runs.versions()
                .forEach((version, counters) -> {
                    Labels labels = labels(version.model(), version.number());
                    runs(page, labels, counters);
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
        page.put("nv_inference_count", "Requests that ran", labels, counters.runRequests());
        page.put("nv_inference_exec_count", "Runs of the engine", labels, counters.engineRuns());
        page.put(
                "nv_inference_pending_request_count",
                "Requests that wait for the engine",
                labels,
                counters.queued());
        page.put(
                "nv_inference_queue_duration_us",
                "Time that requests waited for the engine",
                labels,
                TimeUnit.NANOSECONDS.toMicros(counters.waitedNanos()));
        page.put(
                "nv_inference_compute_infer_duration_us",
                "Time that runs of the engine took, each counted once",
                labels,
                TimeUnit.NANOSECONDS.toMicros(counters.computeNanos()));
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
            failures.merge(reason(code), counters.refusedWith(code), Long::sum);
        }
        failures.forEach((reason, count) ->
                page.put(
                        "nv_inference_request_failure",
                        "Requests without a result",
                        labels.merge(Labels.of("reason", reason)),
                        count));
    }

    private static String reason(ErrorCode code) {
        if (code == ErrorCode.ENGINE_FAILED) {
            return "BACKEND";
        }
        return code.category() == ErrorCategory.INTERNAL ? "OTHER" : "REJECTED";
    }
}
