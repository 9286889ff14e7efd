package dev.slipway.gateway.relay.http;

import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.limits.DoorLimits;
import dev.slipway.gateway.quarantine.BodyDigest;
import dev.slipway.gateway.relay.AttemptObserver;
import dev.slipway.gateway.relay.Cancel;
import dev.slipway.gateway.relay.Exchange;
import dev.slipway.gateway.routing.ReplicaSelector.Choice;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** A request whose body is kept, or whose long body is sent at most once. */
final class RelayExchange implements Exchange {
    private final AskedRequest asked;
    private final BodyPrefix.Read body;
    private final long length;
    private final ReplicaClient replicas;
    private final DoorLimits limits;
    private final Executor thread;
    private final MonoSink<Reply> client;
    private boolean touched;
    private boolean released;

    RelayExchange(
            AskedRequest asked,
            BodyPrefix.Read body,
            long length,
            ReplicaClient replicas,
            DoorLimits limits,
            Executor thread,
            MonoSink<Reply> client) {
        this.asked = asked;
        this.body = body;
        this.length = length;
        this.replicas = replicas;
        this.limits = limits;
        this.thread = thread;
        this.client = client;
    }

    @Override
    public Cancel attempt(Choice choice, long millisLeft, AttemptObserver observer) {
        ReplicaCall call =
                new ReplicaCall(
                        observer,
                        thread,
                        limits.heldAnswerBytes(),
                        choice.version(),
                        RequestSpans.attempt(asked.span(), choice),
                        this::reply);
        Flux<ByteBuf> rest = body.rest();
        if (rest == null) {
            touched = true;
            replicas.send(asked, choice, millisLeft, body.bytes(), call);
        } else {
            replicas.stream(asked, choice, millisLeft, length, longBody(rest), call);
        }
        return call;
    }

    /** Counts what flows, and takes its one chance when it is subscribed. */
    private Flux<ByteBuf> longBody(Flux<ByteBuf> rest) {
        return Flux.defer(() -> {
            touched = true;
            long[] seen = {body.bytes().readableBytes()};
            return Flux.concat(
                    Mono.fromSupplier(() -> body.bytes().retainedDuplicate()),
                    rest.onErrorMap(ClientBodyException::new)
                            .doOnNext(buffer -> {
                                seen[0] += buffer.readableBytes();
                                if (seen[0] > limits.maxBodyBytes()) {
                                    buffer.release();
                                    throw new BodyTooLargeException(limits.maxBodyBytes());
                                }
                            }));
        });
    }

    @Override
    public boolean repeatable() {
        return body.complete() || !touched;
    }

    @Override
    public long keptBytes() {
        return body.bytes().readableBytes();
    }

    @Override
    public @Nullable String digest() {
        return body.complete() ? BodyDigest.of(asked.path(), body.bytes().nioBuffers()) : null;
    }

    @Override
    public void refuse(Refusal refusal) {
        reply(Reply.refusal(asked.dialect(), refusal));
    }

    private void reply(Reply reply) {
        client.success(reply);
    }

    @Override
    public void release() {
        if (released) {
            return;
        }
        released = true;
        body.release();
    }
}
