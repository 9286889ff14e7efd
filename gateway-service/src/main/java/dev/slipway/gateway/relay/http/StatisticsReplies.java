package dev.slipway.gateway.relay.http;

import dev.slipway.contract.openinference.ModelStatisticsResponse;
import dev.slipway.gateway.dialect.Dialect;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.dialect.OwnAnswers;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.relay.LoopThread;
import dev.slipway.gateway.relay.ReplicaRound;
import dev.slipway.gateway.relay.RequestThread;
import dev.slipway.gateway.relay.StatisticsRound;
import dev.slipway.gateway.relay.StatisticsScope;
import dev.slipway.gateway.relay.StatisticsScope.OneVersion;
import dev.slipway.gateway.relay.WholeReplicas;
import dev.slipway.gateway.routing.RoutingTable;
import dev.slipway.trust.Caller;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Replies that tell what all replicas of a model counted. */
final class StatisticsReplies {
    private final Supplier<RoutingTable> routing;
    private final WholeReplicas replicas;

    public StatisticsReplies(Supplier<RoutingTable> routing, WholeReplicas replicas) {
        this.routing = routing;
        this.replicas = replicas;
    }

    /** Of all that the caller may ask where no model is named. */
    Mono<Reply> reply(Arrival arrival, @Nullable ModelName model, Caller caller) {
        return switch (StatisticsScope.of(routing.get(), caller, model)) {
            case StatisticsScope.Refused(Refusal refusal) ->
                    Mono.just(Reply.refusal(Dialect.OIP, refusal));
            case StatisticsScope.Versions(List<OneVersion> versions) ->
                    round(arrival, versions, caller);
        };
    }

    private Mono<Reply> round(Arrival arrival, List<OneVersion> versions, Caller caller) {
        EventLoop loop = arrival.loop();
        RequestThread thread =
                RequestThread.on(new LoopThread(loop, loop::inEventLoop), arrival::subject);
        return Mono.create((MonoSink<Reply> sink) -> {
            thread.atFault(() -> sink.success(Reply.refusal(Dialect.OIP, ReplyWriter.FAULT)));
            sink.onCancel(
                    StatisticsRound.begin(
                                    replicas,
                                    versions,
                                    new ReplicaRound.Asked(
                                            arrival.requestId(), caller.tenantId(), arrival.span()),
                                    thread,
                                    sums -> sink.success(json(sums)))
                            ::cancel);
        });
    }

    private static Reply json(ModelStatisticsResponse sums) {
        return Reply.json(200, "application/json", OwnAnswers.statistics(sums.getModelStatsList()));
    }
}
