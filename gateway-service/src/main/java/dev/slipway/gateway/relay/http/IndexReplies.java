package dev.slipway.gateway.relay.http;

import dev.slipway.gateway.dialect.Dialect;
import dev.slipway.gateway.dialect.IndexEntry;
import dev.slipway.gateway.dialect.IndexQuestion;
import dev.slipway.gateway.dialect.OwnAnswers;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.relay.IndexRound;
import dev.slipway.gateway.relay.LoopThread;
import dev.slipway.gateway.relay.ReplicaRound;
import dev.slipway.gateway.relay.RequestThread;
import dev.slipway.gateway.relay.WholeReplicas;
import dev.slipway.gateway.routing.RoutingTable;
import dev.slipway.trust.Caller;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Replies that list what the key may ask; the question has a body, which is short. */
final class IndexReplies {
    private final Supplier<RoutingTable> routing;
    private final WholeReplicas replicas;
    private final BriefBody body;

    public IndexReplies(Supplier<RoutingTable> routing, WholeReplicas replicas, BriefBody body) {
        this.routing = routing;
        this.replicas = replicas;
        this.body = body;
    }

    Mono<Reply> reply(Arrival arrival, Caller caller) {
        if (arrival.contentLength() > BriefBody.MOST_BYTES) {
            return Mono.just(BriefBody.tooLarge());
        }
        return body.read(arrival).flatMap(read -> reply(arrival, read, caller));
    }

    private Mono<Reply> reply(Arrival arrival, BodyPrefix.Read read, Caller caller) {
        try {
            return read.complete()
                    ? reply(arrival, ByteBufUtil.getBytes(read.bytes()), caller)
                    : Mono.just(BriefBody.tooLarge());
        } finally {
            read.release();
        }
    }

    private Mono<Reply> reply(Arrival arrival, byte[] question, Caller caller) {
        return switch (IndexQuestion.read(question)) {
            case IndexQuestion.Wrong(Refusal refusal) ->
                    Mono.just(Reply.refusal(Dialect.OIP, refusal));
            case IndexQuestion.Asked(boolean readyOnly) ->
                    round(arrival, new IndexRound.Wanted(routing.get(), caller, readyOnly));
        };
    }

    private Mono<Reply> round(Arrival arrival, IndexRound.Wanted wanted) {
        EventLoop loop = arrival.loop();
        RequestThread thread =
                RequestThread.on(new LoopThread(loop, loop::inEventLoop), arrival::subject);
        ReplicaRound.Asked asked =
                new ReplicaRound.Asked(
                        arrival.requestId(), wanted.caller().tenantId(), arrival.span());
        return Mono.create((MonoSink<Reply> sink) -> {
            thread.atFault(() -> sink.success(Reply.refusal(Dialect.OIP, ReplyWriter.FAULT)));
            sink.onCancel(
                    IndexRound.begin(
                                    replicas,
                                    wanted,
                                    asked,
                                    thread,
                                    entries -> sink.success(json(entries)))
                            ::cancel);
        });
    }

    private static Reply json(List<IndexEntry> entries) {
        return Reply.json(200, "application/json", OwnAnswers.repositoryIndex(entries));
    }
}
