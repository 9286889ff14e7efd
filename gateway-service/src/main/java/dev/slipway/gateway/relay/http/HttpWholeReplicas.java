package dev.slipway.gateway.relay.http;

import dev.slipway.gateway.dialect.Dialect;
import dev.slipway.gateway.dialect.Operation;
import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.limits.DoorLimits;
import dev.slipway.gateway.relay.AttemptObserver;
import dev.slipway.gateway.relay.Cancel;
import dev.slipway.gateway.relay.WholeReplicas;
import dev.slipway.gateway.routing.ReplicaSelector.Choice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.concurrent.Executor;
import reactor.core.publisher.Flux;

/**
 * Carries protobuf messages to replicas over the same connections and calls as everything else. A
 * long body waits for {@code 100 Continue} as every long body does.
 */
final class HttpWholeReplicas implements WholeReplicas {
    private static final String PROTOBUF = "application/x-protobuf";

    /** Is of the replica, not of a version. */
    private static final String INDEX = "/v2/repository/index";

    private final ReplicaClient replicas;
    private final DoorLimits limits;
    private final ByteBudget longAnswers;

    public HttpWholeReplicas(ReplicaClient replicas, DoorLimits limits) {
        this.replicas = replicas;
        this.limits = limits;
        this.longAnswers = new ByteBudget(limits.maxBodyBytes());
    }

    @Override
    public Cancel send(
            WholeRequest request,
            Choice choice,
            long millisLeft,
            Executor thread,
            AttemptObserver observer,
            Receiver receiver) {
        WholeReply whole = new WholeReply(longAnswers, thread, receiver);
        ReplicaCall call =
                new ReplicaCall(
                        observer,
                        thread,
                        limits.heldAnswerBytes(),
                        choice.version(),
                        RequestSpans.attempt(request.span(), choice),
                        whole::collect);
        AskedRequest asked = asked(request);
        byte[] body = request.body();
        ByteBuf bytes = Unpooled.wrappedBuffer(body);
        if (body.length > limits.keptBodyBytes()) {
            replicas.stream(
                    asked,
                    choice,
                    millisLeft,
                    body.length,
                    Flux.defer(() -> Flux.just(bytes.retainedDuplicate())),
                    call);
        } else {
            replicas.send(asked, choice, millisLeft, bytes, call);
        }
        return () -> {
            call.cancel();
            whole.cancel();
        };
    }

    private static AskedRequest asked(WholeRequest request) {
        HttpHeaders headers = new DefaultHttpHeaders();
        request.headers().forEach(headers::set);
        headers.set(HttpHeaderNames.ACCEPT, PROTOBUF);
        Operation operation = request.operation();
        if (operation.isPost()) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, PROTOBUF);
        }
        boolean index = operation == Operation.INDEX;
        return new AskedRequest(
                index ? Dialect.PLAIN : Dialect.OIP,
                operation.isPost() ? HttpMethod.POST : HttpMethod.GET,
                index ? INDEX : operation.pathEnd(),
                "",
                headers,
                request.requestId(),
                request.tenantId(),
                request.model(),
                request.span());
    }
}
