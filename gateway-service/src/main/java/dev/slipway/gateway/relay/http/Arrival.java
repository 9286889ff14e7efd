package dev.slipway.gateway.relay.http;

import dev.slipway.contract.Headers;
import dev.slipway.gateway.dialect.BodyType;
import dev.slipway.gateway.dialect.Dialect;
import dev.slipway.gateway.dialect.JsonPart;
import dev.slipway.gateway.dialect.Operation;
import dev.slipway.gateway.dialect.Question;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.telemetry.RequestLog;
import dev.slipway.telemetry.Span;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;
import reactor.netty.http.server.HttpServerRequest;

/** A request as it arrived over Reactor Netty, with what is learnt of it on the way. */
final class Arrival {
    static final JsonPart ALL_JSON = new JsonPart.Whole();

    private final HttpServerRequest request;
    private final EventLoop loop;
    private final String requestId;
    private final String rawPath;
    private final long startedNanos;
    private final long contentLength;
    private final Span span;
    private final AtomicReference<@Nullable Runnable> end = new AtomicReference<>();
    private String model = "";
    private String operation = "";

    Arrival(
            ServerHttpRequest incoming,
            String requestId,
            String rawPath,
            long startedNanos,
            Span span) {
        this.request = ServerHttpRequestDecorator.getNativeRequest(incoming);
        AtomicReference<EventLoop> found = new AtomicReference<>();
        request.withConnection(connection -> found.set(connection.channel().eventLoop()));
        this.loop = found.get();
        this.requestId = requestId;
        this.rawPath = rawPath;
        this.startedNanos = startedNanos;
        this.span = span;
        this.contentLength = contentLength(request.requestHeaders());
    }

    private static long contentLength(HttpHeaders headers) {
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException broken) {
            return -1;
        }
    }

    EventLoop loop() {
        return loop;
    }

    long startedNanos() {
        return startedNanos;
    }

    /** -1 when the body is chunked. */
    long contentLength() {
        return contentLength;
    }

    /** Null when the body of an inference may be of the type and encoding that the request says. */
    @Nullable Refusal wrongType(Dialect dialect) {
        HttpHeaders headers = request.requestHeaders();
        Refusal encoded = BodyType.encodingRefusal(headers.get(HttpHeaderNames.CONTENT_ENCODING));
        if (encoded != null) {
            return encoded;
        }
        return BodyType.refusal(
                dialect,
                headers.get(HttpHeaderNames.CONTENT_TYPE),
                headers.contains(Headers.JSON_LENGTH));
    }

    JsonPart jsonPart() {
        String length = request.requestHeaders().get(Headers.JSON_LENGTH);
        return length == null ? ALL_JSON : JsonPart.read(length, hasBody() ? contentLength : 0);
    }

    boolean hasBody() {
        return contentLength > 0
                || request.requestHeaders().contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    Flux<ByteBuf> body() {
        return request.receive();
    }

    String requestId() {
        return requestId;
    }

    @Nullable String timeout() {
        return request.requestHeaders().get(Headers.REQUEST_TIMEOUT_MS);
    }

    Span span() {
        return span;
    }

    String model() {
        return model;
    }

    /** What is asked of the model; empty where the request never got to one. */
    String operation() {
        return operation;
    }

    void goesTo(String modelName, Operation asked) {
        model = modelName;
        operation = asked.word();
    }

    /** Whose lines in the log are about it. */
    RequestLog.Subject subject() {
        return new RequestLog.Subject(requestId, model, "", span.traceId());
    }

    /** What to do when the request is over, in whatever way. */
    void atEnd(Runnable task) {
        end.set(task);
    }

    void over() {
        Runnable task = end.getAndSet(null);
        if (task != null) {
            task.run();
        }
    }

    AskedRequest asked(Question.Relayed relayed, String tenantId, String modelName) {
        Dialect dialect = relayed.dialect();
        int question = request.uri().indexOf('?');
        return new AskedRequest(
                dialect,
                request.method(),
                dialect == Dialect.OIP ? relayed.operation().pathEnd() : rawPath,
                question < 0 ? "" : request.uri().substring(question + 1),
                request.requestHeaders(),
                requestId,
                tenantId,
                modelName,
                span);
    }
}
