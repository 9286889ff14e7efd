package dev.slipway.inference.serving;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.AdmissionSettings;
import dev.slipway.inference.assignment.ReplicaLife;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.dialect.oip.ModelConfiguration;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.model.LoadedModels;
import dev.slipway.inference.model.Residents;
import dev.slipway.inference.model.VersionFacts;
import dev.slipway.inference.model.VersionId;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executor;
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
    static final Refusal DRAINING =
            new Refusal(ErrorCode.DRAINING, "this replica is going away; ask again");
    private static final Refusal NOT_FOUND =
            new Refusal(ErrorCode.PATH_NOT_FOUND, "there is no such path; check its spelling");

    private final ServiceTokens tokens;
    private final String instance;
    private final ReplicaLife life;
    private final LoadedModels models;
    private final AdmissionSettings settings;
    private final OipCodec oip;
    private final OipCodec protobuf;
    private final InferCall inferCall;
    private final InferCall protobufCall;
    private final Map<Route, Call> textCalls;
    private final Reception reception;
    private final Residencies residencies;
    private final RequestCounters counters;
    private final VersionCounts counts;
    private final LongSupplier nanoTime;

    public Door(
            ServiceTokens tokens,
            UUID instance,
            ReplicaLife life,
            LoadedModels models,
            Residents residents,
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
        this.instance = instance.toString();
        this.life = life;
        this.models = models;
        this.settings = settings;
        this.oip = oip;
        this.protobuf = protobuf;
        this.inferCall = new InferCall(oip, OipCodec.WHOLE);
        this.protobufCall = new InferCall(protobuf, OipCodec.WHOLE);
        this.textCalls = texts.calls();
        this.reception =
                new Reception(models, settings, inFlight, counters, load, workers, nanoTime);
        this.residencies = new Residencies(residents, inFlight, counters);
        this.counters = counters;
        this.counts = new VersionCounts(runs, counters);
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
        if (route.isOfResidence()) {
            return residence(head, route);
        }
        VersionFacts version = version(head);
        if (version == null) {
            return new Opening.Refused(Reception.MISDIRECTED);
        }
        Opening opening = opened(head, route, version);
        if (opening instanceof Opening.Refused(Refusal refusal, var _)) {
            counters.of(version.id()).turnedAway(refusal.code(), head.tenant());
        }
        return opening;
    }

    private boolean isFromGateway(RequestHead head) {
        return tokens.isFrom(Role.GATEWAY, head.header(Headers.SERVICE_TOKEN), Role.REPLICA);
    }

    private @Nullable VersionFacts version(RequestHead head) {
        VersionId id = named(head);
        return id == null ? null : models.facts(id);
    }

    /** The version that this replica is meant to answer for; null where it is not meant. */
    private @Nullable VersionId named(RequestHead head) {
        String model = head.header(Headers.MODEL);
        String number = head.header(Headers.VERSION);
        if (model == null || number == null || !instance.equals(head.header(Headers.REPLICA))) {
            return null;
        }
        try {
            return new VersionId(model, Integer.parseInt(number));
        } catch (NumberFormatException noVersion) {
            return null;
        }
    }

    /** A version may be moved, and told of, that is not loaded. */
    private Opening residence(RequestHead head, Route route) {
        VersionId id = named(head);
        if (id == null || !residencies.has(id)) {
            return new Opening.Refused(Reception.MISDIRECTED);
        }
        if (route == Route.INDEX) {
            return residencies.index(id, models.report(), head.isProtobuf() ? protobuf : oip);
        }
        return route == Route.UNLOAD ? residencies.unload(id) : load(head, id);
    }

    private Opening load(RequestHead head, VersionId id) {
        return switch (TimeAllowed.of(head, settings, nanoTime)) {
            case TimeAllowed.Refused(Refusal refusal) -> new Opening.Refused(refusal);
            case TimeAllowed.Until(Deadline deadline) -> residencies.load(id, deadline);
        };
    }

    /** Questions about a version need no engine, and do not count as its use. */
    private Opening opened(RequestHead head, Route route, VersionFacts version) {
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
                            ? reception.admit(head, version, protobufCall)
                            : openedTensors(head, version);
            case EMBEDDINGS, RERANK, SIMILARITY, CLASSIFY ->
                    reception.admit(head, version, Objects.requireNonNull(textCalls.get(route)));
            case LOAD, UNLOAD, INDEX, UNKNOWN -> new Opening.Refused(NOT_FOUND);
        };
    }

    private static Opening answered(VersionId id, byte[] body) {
        return new Opening.Answered(new Reply(body, id.version()));
    }

    private static ModelConfiguration configuration(VersionFacts version) {
        return ModelConfiguration.of(
                version.id().model(), version.signature(), version.mergeRule().sharedRows());
    }

    private Opening openedTensors(RequestHead head, VersionFacts version) {
        return switch (BodyForm.of(head)) {
            case BodyForm.Refused(Refusal refusal) -> new Opening.Refused(refusal);
            case BodyForm.Layout(int jsonLength) ->
                    reception.admit(
                            head,
                            version,
                            jsonLength == OipCodec.WHOLE
                                    ? inferCall
                                    : new InferCall(oip, jsonLength));
        };
    }

    /** How busy this replica, and the version that answers, are beside this request. */
    public String loadReport(Exchange exchange) {
        return reception.loadReport(exchange);
    }

    /** The answer of an admitted one is made; from now on it is written. */
    public void answered(Exchange exchange) {
        reception.answered(exchange);
    }

    /** The refusal of a body over the bound. */
    public Refusal tooLarge() {
        return reception.tooLarge();
    }

    public int maxBodyBytes() {
        return settings.maxBodyBytes();
    }
}
