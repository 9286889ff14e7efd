package dev.slipway.inference.serving.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection on which too much comes behind a request that is not answered yet. Reactor
 * Netty keeps that until its turn comes, before anybody has looked at its token and in no budget.
 * It bounds only the number of messages, by reading no more once 32 of them wait; then it does not
 * notice either that the client leaves, whose request runs on for nobody. So the connection is
 * closed before that. Gateways never send a request before the one before it is answered.
 *
 * <p>An answer of known length is over when its last byte has gone: from then on its client may
 * send the next request. Reactor Netty tells the end of one that it writes in pieces later, on the
 * thread that began to write, whenever that comes to it. This handler stands between the codec and
 * Reactor Netty's own.
 */
final class PipelinedRequests extends ChannelDuplexHandler {
    /** What may wait behind a request. */
    static final int MOST_BYTES = 64 << 10;

    /** What each message, be it a head or a part of a body, counts beside its bytes. */
    static final int MESSAGE_BYTES = 2 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(PipelinedRequests.class);

    private final Runnable whenClosed;

    /**
     * Of each request that is not answered, the oldest first, what of it came while it waited
     * behind another one. There are no more of them than messages may wait.
     */
    private final Deque<Integer> requests = new ArrayDeque<>();

    private int waiting;
    private boolean closed;

    /** Requests that were answered: all, and those before the answer that is written now. */
    private int answers;

    private int answersBefore;

    /** Bytes of that answer's body that are still to come; negative where nobody knows. */
    private long left;

    /**
     * Of one connection.
     *
     * @param whenClosed told of the connection when it is given up
     */
    PipelinedRequests(Runnable whenClosed) {
        this.whenClosed = whenClosed;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (closed) {
            var _ = ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest) {
            requests.addLast(0);
        }
        if (requests.size() > 1) {
            int bytes = MESSAGE_BYTES + bytes(message);
            requests.addLast(requests.removeLast() + bytes);
            waiting += bytes;
            if (waiting > MOST_BYTES) {
                var _ = ReferenceCountUtil.release(message);
                giveUp(context);
                return;
            }
        }
        context.fireChannelRead(message);
    }

    private void giveUp(ChannelHandlerContext context) {
        closed = true;
        LOG.debug("a connection is closed: too much came behind a request that is not answered");
        whenClosed.run();
        var _ = context.close();
    }

    private static int bytes(Object message) {
        int bytes = 0;
        if (message instanceof HttpRequest request) {
            bytes += request.uri().length();
            for (Map.Entry<String, String> header : request.headers()) {
                bytes += header.getKey().length() + header.getValue().length();
            }
        }
        if (message instanceof HttpContent part) {
            bytes += part.content().readableBytes();
        }
        return bytes;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response && !isInformational(message)) {
            answersBefore = answers;
            left = HttpUtil.getContentLength(response, -1L);
        }
        ChannelPromise written = promise;
        if (message instanceof LastHttpContent) {
            if (!isInformational(message)) {
                answered(answersBefore);
            }
        } else if (isRest(message)) {
            int before = answersBefore;
            written = promise.unvoid();
            var _ =
                    written.addListener(gone -> {
                        if (gone.isSuccess()) {
                            answered(before);
                        }
                    });
        }
        var _ = context.write(message, written);
    }

    /** Whether the body of the answer that is written now ends with this. */
    private boolean isRest(Object message) {
        long bytes =
                switch (message) {
                    case ByteBuf part -> part.readableBytes();
                    case HttpContent part -> part.content().readableBytes();
                    default -> 0;
                };
        boolean isRest = bytes > 0 && bytes == left;
        left -= bytes;
        return isRest;
    }

    /**
     * The next request, if it came already, is the one that is handled now.
     *
     * @param before how many were answered before; where it is more, this one is among them already
     */
    private void answered(int before) {
        if (answers != before) {
            return;
        }
        answers++;
        var _ = requests.pollFirst();
        Integer next = requests.peekFirst();
        if (next != null) {
            waiting -= next;
        }
    }

    private static boolean isInformational(Object message) {
        return message instanceof HttpResponse response && response.status().code() < 200;
    }
}
