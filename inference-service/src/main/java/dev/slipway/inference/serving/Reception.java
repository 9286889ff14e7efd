package dev.slipway.inference.serving;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.Admission;
import dev.slipway.inference.admission.AdmissionSettings;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.Verdict;
import dev.slipway.inference.batching.Party;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.model.LoadedModels;
import dev.slipway.inference.model.ServedVersion;
import dev.slipway.inference.model.VersionFacts;
import dev.slipway.inference.model.VersionId;
import dev.slipway.inference.refusal.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a request with a body its place, or says why it gets none, before the body is read. A
 * request for a version that rests gets one like any other, brings the version back, and is read
 * when that is in memory: what is predicted for it is judged then.
 */
final class Reception {
    static final Refusal MISDIRECTED =
            new Refusal(
                    ErrorCode.MISDIRECTED,
                    "this replica does not have that version ready; ask another one");

    private static final Refusal QUEUE_FULL =
            new Refusal(
                    ErrorCode.QUEUE_FULL,
                    "all places of this model are taken, as many requests as it may hold; try again"
                            + " later");
    private static final Refusal BROKEN =
            new Refusal(ErrorCode.INTERNAL, "the version could not be brought back into memory");

    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private final LoadedModels models;
    private final AdmissionSettings settings;
    private final InFlight inFlight;
    private final RequestCounters counters;
    private final LoadReport load;
    private final Executor workers;
    private final LongSupplier nanoTime;

    Reception(
            LoadedModels models,
            AdmissionSettings settings,
            InFlight inFlight,
            RequestCounters counters,
            LoadReport load,
            Executor workers,
            LongSupplier nanoTime) {
        this.models = models;
        this.settings = settings;
        this.inFlight = inFlight;
        this.counters = counters;
        this.load = load;
        this.workers = workers;
        this.nanoTime = nanoTime;
    }

    Opening admit(RequestHead head, VersionFacts facts, Call call) {
        return switch (TimeAllowed.of(head, settings, nanoTime)) {
            case TimeAllowed.Refused(Refusal refusal) -> new Opening.Refused(refusal);
            case TimeAllowed.Until(Deadline deadline) -> admit(head, facts, call, deadline);
        };
    }

    private Opening admit(RequestHead head, VersionFacts facts, Call call, Deadline deadline) {
        RequestClass requestClass = head.requestClass();
        if (requestClass == null) {
            return new Opening.Refused(RequestClass.noSuchPriority(Headers.PRIORITY));
        }
        if (head.contentLength() > settings.maxBodyBytes()) {
            return new Opening.Refused(tooLarge());
        }
        ServedVersion version = models.use(facts.id());
        if (version == null) {
            return admitted(facts, null, requestClass, deadline, call, Verdict.Entry.IN_TIME);
        }
        boolean kept = false;
        try {
            Verdict verdict = version.judge(atMost(head, call, requestClass), deadline);
            Opening opening =
                    verdict instanceof Verdict.Late(Refusal late)
                            ? new Opening.Refused(late, loadReport(version, inFlight.count()))
                            : admitted(facts, version, requestClass, deadline, call, verdict);
            kept = opening instanceof Opening.Admitted;
            return opening;
        } finally {
            if (!kept) {
                version.release(nanoTime.getAsLong());
            }
        }
    }

    /**
     * Takes a place.
     *
     * @param version held for it; null where it rests
     */
    private Opening admitted(
            VersionFacts facts,
            @Nullable ServedVersion version,
            RequestClass requestClass,
            Deadline deadline,
            Call call,
            Verdict verdict) {
        Admission.Ticket ticket = place(facts.admission(), version, requestClass, deadline);
        if (ticket == null) {
            return new Opening.Refused(
                    QUEUE_FULL.retryAfterNanos((double) waitNanos(version)),
                    loadReport(version, inFlight.count()));
        }
        RequestCounters own = counters.of(facts.id());
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
                        () -> ended(facts.id(), self[0], own, begun));
        self[0] = exchange;
        if (verdict == Verdict.Entry.ON_TRIAL) {
            exchange.entersOnTrial();
        }
        inFlight.add(exchange, facts.id());
        if (version == null) {
            awaitVersion(facts.id(), exchange);
        }
        return new Opening.Admitted(exchange);
    }

    /** One that is free, else one that somebody has who is entitled to it less. */
    private Admission.@Nullable Ticket place(
            Admission admission,
            @Nullable ServedVersion version,
            RequestClass of,
            Deadline deadline) {
        admission.standsAlone(models.known().size() <= 1);
        Admission.Ticket free = admission.tryEnter(of.tenant());
        if (free != null || version == null) {
            return free;
        }
        Party party = version.queue().makeRoom(of, deadline, admission::requests);
        if (party == null) {
            return null;
        }
        Admission.Ticket passed = party.owner().makeWay(of.tenant());
        // Where it ended meanwhile its place is free, for whoever comes first.
        return passed == null ? admission.tryEnter(of.tenant()) : passed;
    }

    /** Whoever gets the exchange ends it, and with it all that it holds, refused or not. */
    private void awaitVersion(VersionId id, Exchange exchange) {
        try {
            if (!models.await(id, exchange.arrival())) {
                exchange.refuse(MISDIRECTED);
            }
        } catch (RuntimeException | Error bug) {
            LOG.error("{} could not be waited for", id, bug);
            exchange.refuse(BROKEN);
        }
    }

    private void ended(VersionId id, Exchange exchange, RequestCounters own, long begun) {
        long now = nanoTime.getAsLong();
        own.took(now - begun, isAnswered(exchange));
        ServedVersion version = exchange.held();
        if (version == null) {
            models.leave(id, exchange.arrival());
        } else {
            letGo(exchange, version, now);
        }
        inFlight.remove(exchange);
    }

    /** Its answer is made and is going to be written, which may take its client long. */
    void answered(Exchange exchange) {
        ServedVersion version = exchange.held();
        if (version != null) {
            letGo(exchange, version, nanoTime.getAsLong());
        }
    }

    private static void letGo(Exchange exchange, ServedVersion version, long now) {
        if (exchange.letsGoOfVersion()) {
            version.release(now);
        }
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
        return loadReport(exchange.held(), inFlight.countBeside(exchange));
    }

    /** What one that rests makes its requests wait says nothing of the versions beside it. */
    private String loadReport(@Nullable ServedVersion version, int inFlight) {
        return load.text(inFlight, version == null ? LoadReport.NO_WAIT_KNOWN : waitNanos(version));
    }

    private long waitNanos(@Nullable ServedVersion version) {
        return version == null
                ? models.residenceCounters().meanComebackNanos()
                : version.queue().predictedWaitNanos();
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
