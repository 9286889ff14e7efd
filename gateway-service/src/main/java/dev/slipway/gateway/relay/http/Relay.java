package dev.slipway.gateway.relay.http;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.access.Authenticator;
import dev.slipway.gateway.dialect.Dialect;
import dev.slipway.gateway.dialect.JsonPart;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.dialect.ModelPeek;
import dev.slipway.gateway.dialect.Question;
import dev.slipway.gateway.dialect.QuestionReader;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.dialect.TimeAllowed;
import dev.slipway.gateway.dialect.TimeoutPeek;
import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.limits.DoorLimits;
import dev.slipway.gateway.relay.LoopThread;
import dev.slipway.gateway.relay.Passage;
import dev.slipway.gateway.relay.Passages;
import dev.slipway.gateway.relay.RelayHouse;
import dev.slipway.gateway.relay.RequestThread;
import dev.slipway.gateway.routing.RoutingTable.Resolution;
import dev.slipway.trust.Caller;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Takes a request that a replica shall answer from its body to its reply. */
final class Relay {
    private static final TimeAllowed NOT_GIVEN = new TimeAllowed.Default();

    private final RelayHouse house;
    private final ReplicaClient replicas;
    private final DoorLimits limits;
    private final ByteBudget budget;
    private final Passages passages;

    public Relay(
            RelayHouse house,
            ReplicaClient replicas,
            DoorLimits limits,
            ByteBudget budget,
            Passages passages) {
        this.house = house;
        this.replicas = replicas;
        this.limits = limits;
        this.budget = budget;
        this.passages = passages;
    }

    Mono<Reply> relay(Arrival arrival, Question.Relayed question, Caller caller) {
        ModelName named = question.model();
        Refusal early = named == null ? null : refusal(named, question, caller);
        if (early == null && question.action() == Action.INFER) {
            early = arrival.wrongType(question.dialect());
        }
        if (early != null) {
            return refused(question.dialect(), early);
        }
        long length = arrival.contentLength();
        if (length > limits.maxBodyBytes()) {
            return refused(
                    question.dialect(), BodyTooLargeException.refusal(limits.maxBodyBytes()));
        }
        TimeAllowed time = TimeAllowed.read(arrival.timeout());
        if (time instanceof TimeAllowed.Wrong wrong) {
            return refused(question.dialect(), wrong.refusal());
        }
        JsonPart json = question.action() == Action.INFER ? arrival.jsonPart() : Arrival.ALL_JSON;
        if (json instanceof JsonPart.Wrong wrong) {
            return refused(question.dialect(), wrong.refusal());
        }
        return read(arrival, question, time)
                .flatMap(body -> {
                    try {
                        return passed(arrival, question, caller, body, time, json);
                    } catch (RuntimeException | Error fault) {
                        body.release();
                        throw fault;
                    }
                });
    }

    private Mono<BodyPrefix.Read> read(
            Arrival arrival, Question.Relayed question, TimeAllowed time) {
        if (!arrival.hasBody()) {
            return BodyPrefix.read(Flux.empty(), 0);
        }
        boolean flowsOn =
                question.model() != null && arrival.contentLength() > limits.keptBodyBytes();
        return BodyPrefix.read(
                arrival.body(),
                flowsOn ? 0 : limits.keptBodyBytes(),
                budget,
                new BodyPrefix.Patience(
                        thread(arrival),
                        house.nanoTime(),
                        limits.bodyIdle().toNanos(),
                        deadline(arrival, time, question.model())));
    }

    private Mono<Reply> passed(
            Arrival arrival,
            Question.Relayed question,
            Caller caller,
            BodyPrefix.Read body,
            TimeAllowed time,
            JsonPart told) {
        if (body.bytes().readableBytes() > limits.maxBodyBytes()) {
            body.release();
            return refused(
                    question.dialect(), BodyTooLargeException.refusal(limits.maxBodyBytes()));
        }
        int here = body.bytes().readableBytes();
        JsonPart json = told.within(body.complete() ? here : -1);
        if (json instanceof JsonPart.Wrong wrong) {
            body.release();
            return refused(question.dialect(), wrong.refusal());
        }
        int jsonBytes = json.of(here);
        ModelName model = question.model();
        if (model == null) {
            Peeked peeked = peek(question, caller, body, jsonBytes);
            if (peeked.refusal() != null) {
                body.release();
                return refused(question.dialect(), peeked.refusal());
            }
            model = peeked.model();
        }
        TimeAllowed allowed = time.and(inBody(question, body, jsonBytes));
        if (allowed instanceof TimeAllowed.Wrong wrong) {
            body.release();
            return refused(question.dialect(), wrong.refusal());
        }
        return model == null
                ? Mono.empty()
                : passage(arrival, question, caller, body, allowed, model);
    }

    /** The Open Inference Protocol's own timeout; of a longer body the replica reads it. */
    private static TimeAllowed inBody(
            Question.Relayed question, BodyPrefix.Read body, int jsonBytes) {
        return question.dialect() == Dialect.OIP
                        && question.action() == Action.INFER
                        && body.complete()
                        && TimeoutWord.isIn(body.bytes(), jsonBytes)
                ? TimeoutPeek.find(first(body, jsonBytes))
                : NOT_GIVEN;
    }

    private static byte[] first(BodyPrefix.Read body, int bytes) {
        return ByteBufUtil.getBytes(body.bytes(), body.bytes().readerIndex(), bytes);
    }

    private record Peeked(@Nullable ModelName model, @Nullable Refusal refusal) {}

    private Peeked peek(
            Question.Relayed question, Caller caller, BodyPrefix.Read body, int jsonBytes) {
        return switch (ModelPeek.find(first(body, jsonBytes))) {
            case ModelPeek.Found.Name name -> {
                Optional<ModelName> model = ModelName.parse(name.model());
                yield model.isEmpty()
                        ? new Peeked(
                                null,
                                QuestionReader.noSuchModel(question.dialect(), name.model())
                                        .refusal())
                        : new Peeked(model.get(), refusal(model.get(), question, caller));
            }
            case ModelPeek.Found.Absent _ ->
                    invalidModel(
                            "The body names no model. Add \"model\" with one of GET /v1/models.");
            case ModelPeek.Found.NotText _ ->
                    invalidModel(
                            "The member model must be a string, such as one of GET /v1/models.");
            case ModelPeek.Found.Broken _ ->
                    body.complete()
                            ? invalid(
                                    ErrorCode.INVALID_JSON,
                                    "The body is not a JSON object. Check its syntax.")
                            : invalid(
                                    ErrorCode.INVALID_REQUEST,
                                    "No \"model\" was found at the beginning of the long body."
                                            + " Put it first.");
        };
    }

    private static Peeked invalidModel(String message) {
        return new Peeked(null, Refusal.ofModel(message));
    }

    private static Peeked invalid(ErrorCode code, String message) {
        return new Peeked(null, Refusal.of(code, message));
    }

    /** Null when the caller may, and the model is there. */
    private @Nullable Refusal refusal(ModelName model, Question.Relayed question, Caller caller) {
        Refusal refusal = Authenticator.refusal(caller, question.action(), model.name());
        if (refusal != null) {
            return refusal;
        }
        return house.routing().get().resolve(model, caller.tenantId())
                        instanceof Resolution.Missing missing
                ? missing.refusal()
                : null;
    }

    private Mono<Reply> passage(
            Arrival arrival,
            Question.Relayed question,
            Caller caller,
            BodyPrefix.Read body,
            TimeAllowed time,
            ModelName model) {
        arrival.goesTo(model.name(), question.operation());
        long deadline = deadline(arrival, time, model);
        AskedRequest asked = arrival.asked(question, caller.tenantId(), model.name());
        RequestThread thread = RequestThread.on(thread(arrival), arrival::subject);
        return Mono.create((MonoSink<Reply> sink) -> {
            RelayExchange exchange =
                    new RelayExchange(
                            asked, body, arrival.contentLength(), replicas, limits, thread, sink);
            Passage passage = new Passage(model, exchange, house, thread, deadline);
            passages.enter(passage);
            arrival.atEnd(() -> leave(passage, thread));
            thread.atFault(() -> passage.fail(ReplyWriter.FAULT));
            thread.execute(() -> passage.start(thread));
        });
    }

    private static LoopThread thread(Arrival arrival) {
        EventLoop loop = arrival.loop();
        return new LoopThread(loop, loop::inEventLoop);
    }

    /** The request is over in whatever way: nothing of it may stay under way. */
    private void leave(Passage passage, Executor thread) {
        passages.leave(passage);
        thread.execute(passage::clientGone);
    }

    private long deadline(Arrival arrival, TimeAllowed time, @Nullable ModelName model) {
        return arrival.startedNanos() + TimeUnit.MILLISECONDS.toNanos(millis(time, model));
    }

    private long millis(TimeAllowed time, @Nullable ModelName model) {
        if (time instanceof TimeAllowed.Given given) {
            return given.millis();
        }
        return model == null
                ? Duration.ofSeconds(60).toMillis()
                : house.routing().get().defaultTimeoutMs(model);
    }

    private static Mono<Reply> refused(Dialect dialect, Refusal refusal) {
        return Mono.just(Reply.refusal(dialect, refusal));
    }
}
