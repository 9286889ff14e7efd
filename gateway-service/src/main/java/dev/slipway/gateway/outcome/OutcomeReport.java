package dev.slipway.gateway.outcome;

import dev.slipway.telemetry.RequestLog;
import dev.slipway.telemetry.RequestLog.Subject;
import dev.slipway.telemetry.Span;
import java.util.function.LongSupplier;

/** Tells log, trace and clock what came of a request; it is counted elsewhere. */
public final class OutcomeReport {
    private final RequestLog log;
    private final RequestDurations durations;
    private final LongSupplier nanoTime;

    public OutcomeReport(RequestDurations durations, LongSupplier nanoTime) {
        this.log = new RequestLog(nanoTime);
        this.durations = durations;
        this.nanoTime = nanoTime;
    }

    /** How long a request took; one that never got to a model is not measured. */
    public void took(String operation, String model, Outcome outcome, long startedNanos) {
        if (!model.isEmpty()) {
            durations.took(operation, model, outcome, nanoTime.getAsLong() - startedNanos);
        }
    }

    /** Model and version are empty where the request never got to one. */
    public void ended(Outcome outcome, String requestId, String model, String version, Span span) {
        switch (outcome) {
            case Outcome.Failed failed ->
                    log.failed(
                            subject(requestId, model, version, span),
                            "the request failed: " + failed.reason());
            case Outcome.Rejected rejected ->
                    log.noted(
                            subject(requestId, model, version, span),
                            "the request was refused: " + rejected.reason());
            case Outcome.Completed _, Outcome.ClientGone _ -> {
                if (log.showsAll()) {
                    log.passed(
                            subject(requestId, model, version, span),
                            "the request ended: " + outcome.word());
                }
            }
        }
        if (span.isOn()) {
            end(outcome, requestId, model, version, span);
        }
    }

    private static Subject subject(String requestId, String model, String version, Span span) {
        return new Subject(requestId, model, version, span.traceId());
    }

    private static void end(
            Outcome outcome, String requestId, String model, String version, Span span) {
        span.set("slipway.request_id", requestId).set("slipway.outcome", outcome.word());
        if (!model.isEmpty()) {
            span.set("gen_ai.request.model", model);
        }
        if (!version.isEmpty()) {
            span.set("slipway.model.version", version);
        }
        if (outcome instanceof Outcome.Failed failed) {
            span.fail(failed.reason());
        } else if (!outcome.reason().isEmpty()) {
            span.set("slipway.reason", outcome.reason());
        }
        span.end();
    }
}
