package dev.slipway.inference.serving.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection whose client takes in nothing of what waits for it. Netty's own handlers do
 * not fit: one bounds a whole write, which for a long answer to a slow client may take long, and
 * the other one tells of idle connections on which nothing is to be written, too. It stands next to
 * the socket, where bytes are seen to go, and looks only while some wait.
 */
final class UnreadAnswers extends ChannelOutboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadAnswers.class);

    /** How often is looked within the bound, which is passed by at most one such part of it. */
    private static final int LOOKS = 4;

    private final long lookNanos;
    private final Runnable whenClosed;
    private @Nullable Future<?> nextLook;
    private int looksInVain;
    private int current;
    private long written;
    private long pending;

    /** Bytes that were added since it was looked. */
    private long added;

    /**
     * Of one connection.
     *
     * @param bound time without a byte that went
     * @param whenClosed told of the connection when it is given up
     */
    UnreadAnswers(Duration bound, Runnable whenClosed) {
        this.lookNanos = Math.max(1, bound.toNanos() / LOOKS);
        this.whenClosed = whenClosed;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            added += bytes.readableBytes();
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
            var _ = moved(waiting);
            looksInVain = 0;
            lookLater(context);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (nextLook != null) {
            nextLook.cancel(false);
        }
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
        looksInVain = moved(waiting) ? 0 : looksInVain + 1;
        if (looksInVain < LOOKS) {
            lookLater(context);
            return;
        }
        LOG.debug("a connection is closed: its client does not read what is sent");
        whenClosed.run();
        var _ = context.close();
    }

    /**
     * Whether bytes went since this was last asked; what is added to them does not count. Pieces of
     * one answer are alike, so the one that waits may look like the one before it; then fewer bytes
     * wait than waited and were added.
     */
    private boolean moved(ChannelOutboundBuffer waiting) {
        int currentNow = System.identityHashCode(waiting.current());
        long writtenNow = waiting.currentProgress();
        long pendingNow = waiting.totalPendingWriteBytes();
        boolean moved =
                currentNow != current || writtenNow != written || pendingNow < pending + added;
        current = currentNow;
        written = writtenNow;
        pending = pendingNow;
        added = 0;
        return moved;
    }
}
