package dev.slipway.inference.serving;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.Admission;
import dev.slipway.inference.admission.AdmissionSettings;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.Verdict;
import dev.slipway.inference.assignment.ReplicaLife;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.dialect.oip.ModelConfiguration;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.model.LoadedModels;
import dev.slipway.inference.model.ServedVersion;
import dev.slipway.inference.model.VersionId;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads heads. The order of its checks is the contract: who asks, whether this replica still takes
 * requests, whether it is the right one, whether an answer would come in time, whether there is a
 * place; all before the body is read.
 */
public final class Door {
    private static final Refusal UNAUTHENTICATED =
            new Refusal(
                    ErrorCode.UNAUTHENTICATED,
                    "this address takes requests from the platform's gateway only; ask the gateway");
    private static final Refusal DRAINING =
            new Refusal(ErrorCode.DRAINING, "this replica is going away; ask again");
    private static final Refusal NOT_FOUND =
            new Refusal(ErrorCode.PATH_NOT_FOUND, "there is no such path; check its spelling");
    private static final Refusal MISDIRECTED =
            new Refusal(
                    ErrorCode.MISDIRECTED,
                    "this replica does not have that version ready; ask another one");
    private static final Refusal QUEUE_FULL =
            new Refusal(
                    ErrorCode.QUEUE_FULL,
                    "as many requests wait for this model as it may hold; try again soon");
    private static final Refusal LATE =
            new Refusal(
                    ErrorCode.DEADLINE_EXCEEDED, "the deadline had passed when the request came");

    private final ServiceTokens tokens;
    private final UUID instance;
    private final ReplicaLife life;
    private final LoadedModels models;
    private final AdmissionSettings settings;
    private final OipCodec oip;
    private final OipCodec protobuf;
    private final InferCall inferCall;
    private final InferCall protobufCall;
    private final Map<Route, Call> textCalls;
    private final InFlight inFlight;
    private final RequestCounters counters;
    private final VersionCounts counts;
    private final LoadReport load;
    private final Executor workers;
    private final LongSupplier nanoTime;

    public Door(
            ServiceTokens tokens,
            UUID instance,
            ReplicaLife life,
            LoadedModels models,
            AdmissionSettings settings,
            OipCodec oip,
            OipCodec protobuf,
            TextCodecs texts,
            InFlight inFlight,
            RequestCounters counters,
            RunCounters runs,
            LoadReport load,
            Executor workers,
            LongSupplier nanoTime) {
        this.tokens = tokens;
        this.instance = instance;
        this.life = life;
        this.models = models;
        this.settings = settings;
        this.oip = oip;
        this.protobuf = protobuf;
        this.inferCall = new InferCall(oip, OipCodec.WHOLE);
        this.protobufCall = new InferCall(protobuf, OipCodec.WHOLE);
        this.textCalls = texts.calls();
        this.inFlight = inFlight;
        this.counters = counters;
        this.counts = new VersionCounts(runs, counters);
        this.load = load;
        this.workers = workers;
        this.nanoTime = nanoTime;
    }

    public Opening open(RequestHead head) {
        Opening opening = opened(head);
        if (opening instanceof Opening.Refused(Refusal refusal, var _)) {
            counters.refused(refusal.code());
        }
        return opening;
    }

    private Opening opened(RequestHead head) {
        if (!isFromGateway(head)) {
            return new Opening.Refused(UNAUTHENTICATED);
        }
        Route route = Route.of(head.path());
        if (route == Route.UNKNOWN) {
            return new Opening.Refused(NOT_FOUND);
        }
        if (!route.method().equals(head.method())) {
            return new Opening.Refused(
                    new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "this path takes " + route.method()));
        }
        if (life.isRefusing()) {
            return new Opening.Refused(DRAINING);
        }
        ServedVersion version = version(head);
        if (version == null) {
            return new Opening.Refused(MISDIRECTED);
        }
        boolean kept = false;
        try {
            Opening opening = opened(head, route, version);
            kept = opening instanceof Opening.Admitted;
            if (opening instanceof Opening.Refused(Refusal refusal, var _)) {
                counters.of(version.id()).turnedAway(refusal.code(), head.tenant());
            }
            return opening;
        } finally {
            if (!kept) {
                version.release(nanoTime.getAsLong());
            }
        }
    }

    private boolean isFromGateway(RequestHead head) {
        return tokens.isFrom(Role.GATEWAY, head.header(Headers.SERVICE_TOKEN), Role.REPLICA);
    }

    private @Nullable ServedVersion version(RequestHead head) {
        String model = head.header(Headers.MODEL);
        String number = head.header(Headers.VERSION);
        if (model == null
                || number == null
                || !instance.toString().equals(head.header(Headers.REPLICA))) {
            return null;
        }
        try {
            return models.use(new VersionId(model, Integer.parseInt(number)));
        } catch (NumberFormatException noVersion) {
            return null;
        }
    }

    private Opening opened(RequestHead head, Route route, ServedVersion version) {
        VersionId id = version.id();
        OipCodec codec = head.isProtobuf() ? protobuf : oip;
        return switch (route) {
            case METADATA ->
                    answered(
                            id,
                            codec.metadata(
                                    id.model(),
                                    id.version(),
                                    version.signature(),
                                    version.mergeRule().reason()));
            case CONFIGURATION -> answered(id, codec.configuration(configuration(version)));
            case STATISTICS ->
                    answered(id, codec.statistics(id.model(), id.version(), counts.of(version)));
            case MODEL_READY -> answered(id, new byte[0]);
            case INFER ->
                    head.isProtobuf()
                            ? admit(head, version, protobufCall)
                            : openedTensors(head, version);
            case EMBEDDINGS, RERANK, SIMILARITY, CLASSIFY ->
                    admit(head, version, Objects.requireNonNull(textCalls.get(route)));
            case UNKNOWN -> new Opening.Refused(NOT_FOUND);
        };
    }

    private static Opening answered(VersionId id, byte[] body) {
        return new Opening.Answered(new Reply(body, id.version()));
    }

    private static ModelConfiguration configuration(ServedVersion version) {
        return ModelConfiguration.of(
                version.id().model(), version.signature(), version.mergeRule().sharedRows());
    }

    private Opening openedTensors(RequestHead head, ServedVersion version) {
        return switch (BodyForm.of(head)) {
            case BodyForm.Refused(Refusal refusal) -> new Opening.Refused(refusal);
            case BodyForm.Layout(int jsonLength) ->
                    admit(
                            head,
                            version,
                            jsonLength == OipCodec.WHOLE
                                    ? inferCall
                                    : new InferCall(oip, jsonLength));
        };
    }

    private Opening admit(RequestHead head, ServedVersion version, Call call) {
        long leftMs;
        String named = head.header(Headers.REQUEST_TIMEOUT_MS);
        try {
            leftMs = named == null ? settings.defaultTimeout().toMillis() : Long.parseLong(named);
        } catch (NumberFormatException noNumber) {
            return new Opening.Refused(
                    Refusal.invalidRequest(
                            Headers.REQUEST_TIMEOUT_MS + " must be a number of milliseconds"));
        }
        if (leftMs <= 0) {
            return new Opening.Refused(LATE);
        }
        RequestClass requestClass = head.requestClass();
        if (requestClass == null) {
            return new Opening.Refused(RequestClass.noSuchPriority(Headers.PRIORITY));
        }
        if (head.contentLength() > settings.maxBodyBytes()) {
            return new Opening.Refused(tooLarge());
        }
        Duration left = Duration.ofMillis(Math.min(leftMs, settings.maxTimeout().toMillis()));
        Deadline deadline = Deadline.in(left, nanoTime);
        Verdict verdict = version.judge(atMost(head, call, requestClass), deadline);
        if (verdict instanceof Verdict.Late(Refusal late)) {
            return new Opening.Refused(late, load.text(inFlight.count(), version));
        }
        Admission.Ticket ticket = version.admission().tryEnter();
        if (ticket == null) {
            return new Opening.Refused(QUEUE_FULL, load.text(inFlight.count(), version));
        }
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
        if (verdict == Verdict.Entry.ON_TRIAL) {
            exchange.entersOnTrial();
        }
        inFlight.add(exchange);
        return new Opening.Admitted(exchange);
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
    public String loadReport(Exchange exchange) {
        return load.text(inFlight.countBeside(exchange), exchange.version());
    }

    /** The refusal of a body over the bound. */
    public Refusal tooLarge() {
        return new Refusal(
                ErrorCode.BODY_TOO_LARGE,
                "the body is larger than "
                        + settings.maxBodyBytes()
                        + " bytes; send less at a time");
    }

    public int maxBodyBytes() {
        return settings.maxBodyBytes();
    }
}
