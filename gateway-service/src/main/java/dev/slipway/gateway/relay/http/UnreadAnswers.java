package dev.slipway.gateway.relay.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection whose client takes in too little of what waits for it: less than {@link
 * #LEAST_BYTES} in the bound's time, where so many wait, and less than what waits, where fewer do.
 * So how long an answer may take is bounded by its size. Netty's own handlers do not fit: one
 * bounds a whole write, which for a long answer to a slow client may take long, and the other one
 * tells of idle connections on which nothing is to be written, too. It stands next to the socket,
 * where bytes are seen to go, and looks only while some wait.
 */
final class UnreadAnswers extends ChannelOutboundHandlerAdapter {
    /** What a client takes in at least within the bound. */
    static final int LEAST_BYTES = 64 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(UnreadAnswers.class);

    /** How often is looked within the bound, which is passed by at most one such part of it. */
    private static final int LOOKS = 4;

    /** What Netty counts beside the bytes of each piece that waits. */
    private static final int BESIDE_BYTES =
            Integer.getInteger("io.netty.transport.outboundBufferEntrySizeOverhead", 96);

    private final long lookNanos;
    private final Runnable whenClosed;

    /** What must have gone since looking began, at each of the next looks. */
    private final long[] due = new long[LOOKS];

    private @Nullable Future<?> nextLook;
    private int looks;
    private long gone;

    /** What waited when it was last looked, and what was added to it since. */
    private long waited;

    private long added;

    /**
     * Of one connection.
     *
     * @param bound time within which so much must go
     * @param whenClosed told of the connection when it is given up
     */
    UnreadAnswers(Duration bound, Runnable whenClosed) {
        this.lookNanos = Math.max(1, bound.toNanos() / LOOKS);
        this.whenClosed = whenClosed;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            added += bytes.readableBytes() + BESIDE_BYTES;
        }
        var _ = context.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        context.flush();
        if (nextLook != null) {
            return;
        }
        ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
        if (waiting != null && !waiting.isEmpty()) {
            begin(waiting);
            lookLater(context);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (nextLook != null) {
            nextLook.cancel(false);
        }
    }

    private void begin(ChannelOutboundBuffer waiting) {
        waited = left(waiting);
        added = 0;
        gone = 0;
        looks = 0;
        Arrays.fill(due, 0);
        due[0] = Math.min(waited, LEAST_BYTES);
    }

    private void lookLater(ChannelHandlerContext context) {
        nextLook =
                context.executor().schedule(() -> look(context), lookNanos, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext context) {
        nextLook = null;
        ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
        if (waiting == null || waiting.isEmpty()) {
            return;
        }
        long left = left(waiting);
        gone += waited + added - left;
        waited = left;
        added = 0;
        looks = (looks + 1) % LOOKS;
        if (gone >= due[looks]) {
            due[looks] = gone + Math.min(left, LEAST_BYTES);
            lookLater(context);
            return;
        }
        LOG.debug("a connection is closed: its client reads too little of what is sent");
        whenClosed.run();
        var _ = context.close();
    }

    /** What is still to go; Netty counts a piece that went in part as a whole one. */
    private static long left(ChannelOutboundBuffer waiting) {
        return waiting.totalPendingWriteBytes() - waiting.currentProgress();
    }
}
