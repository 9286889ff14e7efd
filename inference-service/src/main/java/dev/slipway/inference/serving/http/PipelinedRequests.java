package dev.slipway.inference.serving.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
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
 * closed before that. Gateways never send a request before the one before it is answered. It stands
 * between the codec and Reactor Netty's own handler.
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
        if (message instanceof LastHttpContent && !isInformational(message)) {
            answered();
        }
        var _ = context.write(message, promise);
    }

    /** The next one, if it came already, is the one that is handled now. */
    private void answered() {
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
