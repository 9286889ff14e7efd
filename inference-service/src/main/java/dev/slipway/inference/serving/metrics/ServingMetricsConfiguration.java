package dev.slipway.inference.serving.metrics;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.serving.InFlight;
import dev.slipway.inference.serving.Phase;
import dev.slipway.inference.serving.RequestCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.Queue;

/** Publishes the plain counters of the request path. */
public final class ServingMetricsConfiguration {
    private ServingMetricsConfiguration() {}

    /** What each version does, on the page of Prometheus alone. */
    public static void publishVersions(
            PrometheusRegistry pages,
            RunCounters runs,
            RequestCounters requests,
            InFlight inFlight) {
        pages.register(new VersionMetrics(runs, requests, inFlight));
    }

    /**
     * How many bodies wait for a thread that reads them.
     *
     * @param waiting whose size it is; held by whoever reads them
     * @param most of them
     */
    public static void publishBodies(MeterRegistry registry, Queue<?> waiting, int most) {
        Gauge.builder("slipway.bodies.waiting", waiting, queue -> queue.size())
                .description("Bodies, and steps of requests, that wait for a thread")
                .register(registry);
        Gauge.builder("slipway.bodies.waiting.limit", () -> most)
                .description("How many may; the next request is refused")
                .register(registry);
    }

    public static void publish(
            MeterRegistry registry, RunCounters runs, RequestCounters requests, InFlight inFlight) {
        FunctionCounter.builder("slipway.engine.runs", runs, RunCounters::engineRuns)
                .description("Runs that an engine began")
                .register(registry);
        FunctionCounter.builder("slipway.engine.merged.requests", runs, RunCounters::mergedRequests)
                .description("Requests that shared a run with others")
                .register(registry);
        Gauge.builder("slipway.queue.requests", runs, RunCounters::queued)
                .description("Requests to an engine that wait")
                .register(registry);
        Gauge.builder("slipway.requests.in.flight", inFlight, InFlight::count)
                .description("Requests that are admitted and not wholly answered")
                .register(registry);
        FunctionCounter.builder(
                        "slipway.requests.answered", requests, RequestCounters::answeredTotal)
                .description("Requests with a result")
                .register(registry);
        FunctionCounter.builder("slipway.texts.truncated", requests, RequestCounters::cutTextsTotal)
                .description("Texts that were cut to what the model reads")
                .register(registry);
        FunctionCounter.builder(
                        "slipway.connections.unread", requests, RequestCounters::closedUnreadTotal)
                .description("Connections that were closed since their clients did not read")
                .register(registry);
        FunctionCounter.builder(
                        "slipway.connections.pipelined",
                        requests,
                        RequestCounters::closedPipelinedTotal)
                .description(
                        "Connections that were closed since too much came behind an unanswered"
                                + " request")
                .register(registry);
        FunctionCounter.builder(
                        "slipway.requests.displaced", requests, RequestCounters::displacedTotal)
                .description("Requests that waited and whose place went to another one")
                .register(registry);
        for (Phase phase : Phase.values()) {
            FunctionCounter.builder(
                            "slipway.requests.cancelled", requests, r -> r.cancelledIn(phase))
                    .description("Requests whose client left before there was an answer")
                    .tag("where", phase.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        for (ErrorCode code : ErrorCode.values()) {
            FunctionCounter.builder("slipway.requests.refused", requests, r -> r.refusedWith(code))
                    .description("Requests that were refused or failed")
                    .tag("code", code.wireName())
                    .register(registry);
        }
    }
}
