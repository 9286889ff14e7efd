package dev.slipway.gateway.relay.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.dialect.QuestionReader;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.dialect.RequestId;
import dev.slipway.gateway.limits.DoorLimits;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds one client's connection to its bounds, between the codec and everything else. A head that
 * is too long or no HTTP is refused in words. What still comes of a request after its answer is let
 * go, so that a client that sends before it reads gets its answer, but only so many bytes and so
 * long.
 */
final class HttpBounds extends ChannelDuplexHandler {
    private static final long LAST_READ_MS = 1000;

    private final DoorLimits limits;
    private final RequestId requestIds;
    private long requestsRead;
    private long answersWritten;
    private long leftBytes;
    private boolean inRequest;
    private boolean restIsBounded;
    private boolean ending;
    private boolean ended;
    private @Nullable Future<?> end;

    HttpBounds(DoorLimits limits, RequestId requestIds) {
        this.limits = limits;
        this.requestIds = requestIds;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, @Nullable Object message) {
        if (ended || (ending && !inRequest)) {
            // It was told that no further request is taken here.
            var _ = ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            if (request.decoderResult().isFailure() && requestsRead == answersWritten) {
                refuse(context, request);
                return;
            }
            inRequest = true;
            restIsBounded = request.decoderResult().isSuccess() && isBounded(request);
        }
        if (message instanceof HttpContent content) {
            if (isAnswered()) {
                leftBytes -= content.content().readableBytes();
                if (leftBytes < 0) {
                    content.release();
                    stopReading(context);
                    return;
                }
            }
            if (content instanceof LastHttpContent) {
                requestRead();
            }
        }
        context.fireChannelRead(message);
        closeIfOver(context);
    }

    /** More comes than is let go: nothing is read any more, and the client has time to read. */
    private void stopReading(ChannelHandlerContext context) {
        ended = true;
        var _ =
                context.writeAndFlush(Unpooled.EMPTY_BUFFER)
                        .addListener(_ -> closeGently(context.channel(), false));
    }

    /** Behind whatever of the answer is still on its way out. */
    private void closeIfOver(ChannelHandlerContext context) {
        if (isOver()) {
            var _ =
                    context.writeAndFlush(Unpooled.EMPTY_BUFFER)
                            .addListener(_ -> close(context.channel()));
        }
    }

    /** Whether the last answer of this connection is written and its request read. */
    private boolean isOver() {
        return ending && !inRequest && answersWritten >= requestsRead;
    }

    /** Whether what comes now belongs to a request that has its answer already. */
    private boolean isAnswered() {
        return inRequest && answersWritten > requestsRead;
    }

    private boolean isBounded(HttpRequest request) {
        return !HttpUtil.isTransferEncodingChunked(request)
                && HttpUtil.getContentLength(request, 0L) <= limits.maxBodyBytes();
    }

    private void requestRead() {
        requestsRead++;
        inRequest = false;
        if (end != null) {
            end.cancel(false);
            end = null;
        }
    }

    @Override
    public void write(
            ChannelHandlerContext context, @Nullable Object message, ChannelPromise promise)
            throws Exception {
        if (isContinue(message)) {
            super.write(context, message, promise);
            return;
        }
        if (message instanceof HttpResponse response
                && inRequest
                && requestsRead == answersWritten
                && !restIsBounded) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            ending = true;
        }
        if (message instanceof LastHttpContent) {
            answersWritten++;
            if (isAnswered()) {
                leftBytes = limits.maxBodyBytes();
                end =
                        context.channel()
                                .eventLoop()
                                .schedule(
                                        () -> close(context.channel()),
                                        limits.bodyIdle().toMillis(),
                                        TimeUnit.MILLISECONDS);
            }
        }
        super.write(context, message, promise);
        if (message instanceof LastHttpContent) {
            closeIfOver(context);
        }
    }

    private static boolean isContinue(@Nullable Object message) {
        return message instanceof HttpResponse response && response.status().code() < 200;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (end != null) {
            end.cancel(false);
        }
        context.fireChannelInactive();
    }

    private Refusal refusalOf(@Nullable Throwable cause) {
        return switch (cause) {
            case TooLongHttpHeaderException _ ->
                    Refusal.of(
                            ErrorCode.HEADERS_TOO_LARGE,
                            "The request's headers are larger than the "
                                    + limits.maxHeaderBytes()
                                    + " bytes that are allowed. Send fewer or shorter ones.");
            case TooLongHttpLineException _ ->
                    Refusal.of(
                            ErrorCode.LINE_TOO_LONG,
                            "The request's first line is longer than the "
                                    + limits.maxLineBytes()
                                    + " bytes that are allowed. Send a shorter path or query.");
            case null, default ->
                    Refusal.of(
                            ErrorCode.INVALID_REQUEST,
                            "The request's head is no valid HTTP/1.1. Check its first line and"
                                    + " its headers.");
        };
    }

    private void refuse(ChannelHandlerContext context, HttpRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        Reply reply =
                Reply.refusal(
                        QuestionReader.read(request.method().name(), path).dialect(),
                        refusalOf(request.decoderResult().cause()));
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(reply.status()),
                        reply.whole());
        response.headers()
                .add(reply.headers())
                .set(Headers.ERROR, reply.reason())
                .set(Headers.REQUEST_ID, requestIds.of(null))
                .set(HttpHeaderNames.CONTENT_LENGTH, reply.whole().readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        var _ =
                context.writeAndFlush(response)
                        .addListener(_ -> closeGently(context.channel(), true));
    }

    /** A close with bytes unread would take the answer away from a client that has not read it. */
    private static void closeGently(Channel channel, boolean reads) {
        if (channel instanceof DuplexChannel half) {
            var _ = half.shutdownOutput();
        }
        channel.config().setAutoRead(reads);
        var _ =
                channel.eventLoop()
                        .schedule(() -> close(channel), LAST_READ_MS, TimeUnit.MILLISECONDS);
    }

    private static void close(Channel channel) {
        var _ = channel.close();
    }
}
