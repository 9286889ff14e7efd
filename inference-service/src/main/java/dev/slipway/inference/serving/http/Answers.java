package dev.slipway.inference.serving.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCategory;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.assignment.ReplicaLife;
import dev.slipway.inference.batching.ReleaseReason;
import dev.slipway.inference.cache.Lookup;
import dev.slipway.inference.dialect.ErrorWriter;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.serving.Receipt;
import dev.slipway.inference.serving.Reply;
import dev.slipway.inference.serving.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** Writes answers. */
final class Answers {
    private static final String JSON = "application/json";
    private static final String BINARY = "application/octet-stream";
    private static final String SENTENCE = "text/plain; charset=utf-8";
    private static final int RETRY_SECONDS = 1;

    /**
     * Bytes of an answer that its connection is given at a time. Netty copies what it is given out
     * of the heap at once and keeps the copy, which is in no budget, until the client has taken it;
     * the rest stays in the array that the request is charged with. So each request that has a
     * place has one such copy at most. An answer without a place, such as a refusal, is short, and
     * one lies with a connection at most: Reactor Netty handles a connection's next request after
     * the last byte of the answer before it has been written.
     */
    private static final int PIECE_BYTES = 64 << 10;

    private final ReplicaLife life;
    private final ErrorWriter oip;
    private final ErrorWriter protobuf;
    private final ErrorWriter openAi;

    Answers(ReplicaLife life, ErrorWriter oip, ErrorWriter protobuf, ErrorWriter openAi) {
        this.life = life;
        this.oip = oip;
        this.protobuf = protobuf;
        this.openAi = openAi;
    }

    Publisher<Void> reply(HttpServerResponse response, RequestHead head, Reply reply) {
        response.header(Headers.MODEL_VERSION, Integer.toString(reply.version()));
        response.keepAlive(!life.isRefusing());
        String type = head.isProtobuf() ? RequestHead.PROTOBUF : JSON;
        if (reply.hasBinaryData()) {
            response.header(Headers.JSON_LENGTH, Integer.toString(reply.jsonLength()));
            type = BINARY;
        }
        ByteBuf whole = begin(response, head, 200, type, reply.body());
        return whole.readableBytes() > PIECE_BYTES
                ? inPieces(response, reply.body())
                : response.sendObject(whole);
    }

    /** Each piece follows when the one before it has been written. */
    private static Publisher<Void> inPieces(HttpServerResponse response, byte[] body) {
        return Flux.range(0, Math.ceilDiv(body.length, PIECE_BYTES))
                .concatMap(number ->
                        // Of a Mono, unlike of an object, the write itself is waited for.
                        response.sendObject(Mono.fromSupplier(() -> piece(body, number))));
    }

    private static ByteBuf piece(byte[] body, int number) {
        int from = number * PIECE_BYTES;
        return Unpooled.wrappedBuffer(body, from, Math.min(PIECE_BYTES, body.length - from));
    }

    /**
     * Writes a refusal.
     *
     * @param close whether the connection cannot be used any more
     */
    Publisher<Void> refuse(
            HttpServerResponse response, RequestHead head, Refusal refusal, boolean close) {
        return response.sendObject(refusal(response, head, refusal, close));
    }

    /**
     * Writes a refusal to a client that is still sending. The answer is complete at once and says
     * that the connection closes; it closes with the end of what is sent.
     */
    Publisher<Void> refuseWhileSending(
            HttpServerResponse response, RequestHead head, Refusal refusal, Mono<Void> sent) {
        ByteBuf body = refusal(response, head, refusal, true);
        return response.send(
                Flux.concat(Mono.just(body), sent.then(Mono.<ByteBuf>empty())), _ -> true);
    }

    /** Whether the connection of a refused request closes whatever came on it. */
    boolean mustClose(Refusal refusal) {
        return life.isRefusing() || refusal.code() == ErrorCode.DRAINING;
    }

    /** Says whether an answer was kept, where any is, and how the engine worked, if it did. */
    static void receipt(HttpServerResponse response, Receipt receipt) {
        ReleaseReason release = receipt.release();
        if (release != null) {
            response.header(Headers.QUEUE_US, Long.toString(receipt.queueMicros()))
                    .header(Headers.COMPUTE_US, Long.toString(receipt.computeMicros()))
                    .header(Headers.BATCH_ROWS, Integer.toString(receipt.batchRows()))
                    .header(Headers.RELEASE, release.word());
        }
        Lookup lookup = receipt.lookup();
        if (lookup != null) {
            response.header(Headers.CACHE, lookup.word());
        }
    }

    static void retryLater(HttpServerResponse response) {
        retryLater(response, RETRY_SECONDS);
    }

    private static void retryLater(HttpServerResponse response, int seconds) {
        response.header(HttpHeaderNames.RETRY_AFTER, Integer.toString(seconds));
    }

    private ByteBuf refusal(
            HttpServerResponse response, RequestHead head, Refusal refusal, boolean close) {
        ErrorCategory category = refusal.code().category();
        response.header(Headers.ERROR, refusal.code().wireName());
        boolean passes =
                category == ErrorCategory.CONTENDED || category == ErrorCategory.UNAVAILABLE;
        if (passes && refusal.code().retryable()) {
            retryLater(response, refusal.retryAfterSeconds());
        }
        response.keepAlive(!close && !mustClose(refusal));
        int status = Statuses.of(category);
        if (head.isOpenAi()) {
            return begin(response, head, status, JSON, openAi.error(refusal));
        }
        return head.isProtobuf()
                ? begin(response, head, status, SENTENCE, protobuf.error(refusal))
                : begin(response, head, status, JSON, oip.error(refusal));
    }

    private static ByteBuf begin(
            HttpServerResponse response,
            RequestHead head,
            int status,
            String contentType,
            byte[] body) {
        String requestId = head.headers().get(Headers.REQUEST_ID);
        if (requestId != null && requestId.length() <= Headers.REQUEST_ID_MAX_LENGTH) {
            response.header(Headers.REQUEST_ID, requestId);
        }
        response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, contentType)
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
        return Unpooled.wrappedBuffer(body);
    }
}
