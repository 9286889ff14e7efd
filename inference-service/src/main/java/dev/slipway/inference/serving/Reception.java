package dev.slipway.inference.serving;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.Admission;
import dev.slipway.inference.admission.AdmissionSettings;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.Verdict;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.model.ServedVersion;
import dev.slipway.inference.refusal.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/**
 * Opens the exchanges of requests that an engine shall answer, by their heads: whether an answer
 * would come in time, and whether there is a place.
 */
final class Reception {
    private static final Refusal QUEUE_FULL =
            new Refusal(
                    ErrorCode.QUEUE_FULL,
                    "as many requests wait for this model as it may hold; try again soon");

    private final AdmissionSettings settings;
    private final InFlight inFlight;
    private final RequestCounters counters;
    private final Executor workers;
    private final LongSupplier nanoTime;

    Reception(
            AdmissionSettings settings,
            InFlight inFlight,
            RequestCounters counters,
            Executor workers,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.inFlight = inFlight;
        this.counters = counters;
        this.workers = workers;
        this.nanoTime = nanoTime;
    }

    /** An exchange that is admitted releases the version. */
    Opening admit(RequestHead head, ServedVersion version, Call call) {
        return switch (TimeAllowed.of(head, settings, nanoTime)) {
            case TimeAllowed.Refused(Refusal refusal) -> new Opening.Refused(refusal);
            case TimeAllowed.Until(Deadline deadline) -> admit(head, version, call, deadline);
        };
    }

    private Opening admit(RequestHead head, ServedVersion version, Call call, Deadline deadline) {
        RequestClass requestClass = head.requestClass();
        if (requestClass == null) {
            return new Opening.Refused(RequestClass.noSuchPriority(Headers.PRIORITY));
        }
        if (head.contentLength() > settings.maxBodyBytes()) {
            return new Opening.Refused(tooLarge());
        }
        Verdict verdict = version.judge(atMost(head, call, requestClass), deadline);
        if (verdict instanceof Verdict.Late(Refusal late)) {
            return new Opening.Refused(late, loadReport(version, inFlight.count()));
        }
        Admission.Ticket ticket = version.admission().tryEnter();
        if (ticket == null) {
            return new Opening.Refused(QUEUE_FULL);
        }
        Exchange exchange = exchange(version, ticket, requestClass, deadline, call);
        if (verdict == Verdict.Entry.ON_TRIAL) {
            exchange.entersOnTrial();
        }
        inFlight.add(exchange);
        return new Opening.Admitted(exchange);
    }

    private Exchange exchange(
            ServedVersion version,
            Admission.Ticket ticket,
            RequestClass requestClass,
            Deadline deadline,
            Call call) {
        RequestCounters own = counters.of(version.id());
        long begun = nanoTime.getAsLong();
        Exchange[] self = new Exchange[1];
        Exchange exchange =
                new Exchange(
                        version,
                        ticket,
                        requestClass,
                        deadline,
                        call,
                        workers,
                        own,
                        () -> {
                            long now = nanoTime.getAsLong();
                            own.took(now - begun, isAnswered(self[0]));
                            version.release(now);
                            inFlight.remove(self[0]);
                        });
        self[0] = exchange;
        return exchange;
    }

    /** A body of tensors may still say how urgent it is, where its head does not. */
    private static RequestClass atMost(RequestHead head, Call call, RequestClass of) {
        return call instanceof InferCall && !head.namesPriority()
                ? of.named(RequestClass.HIGHEST)
                : of;
    }

    private static boolean isAnswered(Exchange exchange) {
        CompletableFuture<Outcome> outcome = exchange.outcome();
        return outcome.state() == Future.State.SUCCESS
                && outcome.resultNow() instanceof Outcome.Done;
    }

    /** How busy this replica, and the version that answers, are beside this request. */
    String loadReport(Exchange exchange) {
        return loadReport(exchange.version(), inFlight.countBeside(exchange));
    }

    private static String loadReport(ServedVersion version, int inFlight) {
        return LoadReport.text(inFlight, version.queue().predictedWaitNanos());
    }

    /** The refusal of a body over the bound. */
    Refusal tooLarge() {
        return new Refusal(
                ErrorCode.BODY_TOO_LARGE,
                "the body is larger than "
                        + settings.maxBodyBytes()
                        + " bytes; send less at a time");
    }
}
