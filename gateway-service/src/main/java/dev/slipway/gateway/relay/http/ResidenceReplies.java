package dev.slipway.gateway.relay.http;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.dialect.Dialect;
import dev.slipway.gateway.dialect.Question;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.dialect.ResidenceParameters;
import dev.slipway.gateway.dialect.TimeAllowed;
import dev.slipway.gateway.relay.LoopThread;
import dev.slipway.gateway.relay.ReplicaRound;
import dev.slipway.gateway.relay.RequestThread;
import dev.slipway.gateway.relay.ResidenceRound;
import dev.slipway.gateway.relay.WholeReplicas;
import dev.slipway.gateway.routing.RoutingTable;
import dev.slipway.trust.Caller;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Replies that come when all replicas of a model have loaded it, or let it rest. */
final class ResidenceReplies {
    private final Supplier<RoutingTable> routing;
    private final WholeReplicas replicas;
    private final BriefBody body;
    private final LongSupplier nanoTime;

    public ResidenceReplies(
            Supplier<RoutingTable> routing,
            WholeReplicas replicas,
            BriefBody body,
            LongSupplier nanoTime) {
        this.routing = routing;
        this.replicas = replicas;
        this.body = body;
        this.nanoTime = nanoTime;
    }

    Mono<Reply> reply(Arrival arrival, Question.Residence question, Caller caller) {
        ResidenceRound.Wanted wanted =
                new ResidenceRound.Wanted(question.model(), question.operation(), caller);
        Refusal early = ResidenceRound.refusal(routing.get(), wanted);
        if (early != null) {
            return refused(early);
        }
        return switch (TimeAllowed.read(arrival.timeout())) {
            case TimeAllowed.Wrong(Refusal refusal) -> refused(refusal);
            case TimeAllowed.Given(long millis) -> reply(arrival, wanted, millis);
            case TimeAllowed.Default _ ->
                    reply(arrival, wanted, routing.get().defaultTimeoutMs(question.model()));
        };
    }

    private Mono<Reply> reply(Arrival arrival, ResidenceRound.Wanted wanted, long millis) {
        return body.read(arrival)
                .flatMap(read -> {
                    try {
                        return reply(arrival, read, wanted, millis);
                    } finally {
                        read.release();
                    }
                });
    }

    /** What a long body begins with says more than that it is too long. */
    private Mono<Reply> reply(
            Arrival arrival, BodyPrefix.Read read, ResidenceRound.Wanted wanted, long millis) {
        Refusal refusal =
                ResidenceParameters.refusal(ByteBufUtil.getBytes(read.bytes()), wanted.operation());
        if (!read.complete()) {
            return refusal != null && refusal.code() == ErrorCode.INVALID_REQUEST
                    ? refused(refusal)
                    : Mono.just(BriefBody.tooLarge());
        }
        return refusal == null ? round(arrival, wanted, millis) : refused(refusal);
    }

    private Mono<Reply> round(Arrival arrival, ResidenceRound.Wanted wanted, long millis) {
        EventLoop loop = arrival.loop();
        RequestThread thread =
                RequestThread.on(new LoopThread(loop, loop::inEventLoop), arrival::subject);
        ReplicaRound.Asked asked =
                new ReplicaRound.Asked(
                        arrival.requestId(), wanted.caller().tenantId(), arrival.span());
        return Mono.create((MonoSink<Reply> sink) -> {
            thread.atFault(() -> sink.success(Reply.refusal(Dialect.OIP, ReplyWriter.FAULT)));
            sink.onCancel(
                    ResidenceRound.begin(
                                    replicas,
                                    routing.get(),
                                    wanted,
                                    asked,
                                    left(arrival, millis),
                                    thread,
                                    new Told(sink))
                            ::cancel);
        });
    }

    private long left(Arrival arrival, long millis) {
        long spent = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - arrival.startedNanos());
        return Math.max(1, millis - spent);
    }

    private record Told(MonoSink<Reply> sink) implements ResidenceRound.Listener {
        @Override
        public void done() {
            sink.success(Reply.json(200, "application/json", ""));
        }

        @Override
        public void refused(Refusal refusal) {
            sink.success(Reply.refusal(Dialect.OIP, refusal));
        }
    }

    private static Mono<Reply> refused(Refusal refusal) {
        return Mono.just(Reply.refusal(Dialect.OIP, refusal));
    }
}
