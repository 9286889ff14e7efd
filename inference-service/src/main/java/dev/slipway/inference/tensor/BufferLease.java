package dev.slipway.inference.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The buffers of a pool that one request has, or one run of several. They go back all together,
 * once, when the last one lets go who may still read or write them: whoever the lease was made for,
 * the thread that reads the body into them, and each run that the engine computes on them, which
 * goes on for a moment after its request was cancelled.
 */
public final class BufferLease {
    private final BufferPool pool;
    private final List<ByteBuffer> lent = new ArrayList<>();
    private int holders = 1;

    /** Without buffers at first, and held once: by who makes it. */
    public BufferLease(BufferPool pool) {
        this.pool = pool;
    }

    /** For inputs that nobody lent. */
    public static BufferLease ofNothing() {
        return new BufferLease(BufferPool.keepingNothing());
    }

    /**
     * One more buffer, in the machine's byte order and with anything in it. Only who holds the
     * lease may ask.
     *
     * @param bytes its capacity
     * @throws OutOfMemoryError when the process may not take so much outside its heap
     */
    public ByteBuffer lend(int bytes) {
        ByteBuffer whole = pool.lend(bytes);
        synchronized (this) {
            if (holders > 0) {
                lent.add(whole);
                return whole.slice(0, bytes).order(ByteOrder.nativeOrder());
            }
        }
        pool.giveBack(whole);
        throw new IllegalStateException("nobody holds this lease any more");
    }

    /** False when the buffers have gone back; each true is paid back with {@link #release}. */
    public synchronized boolean tryHold() {
        if (holders == 0) {
            return false;
        }
        holders++;
        return true;
    }

    /** Who held it reads and writes no more. */
    public void release() {
        synchronized (this) {
            if (holders == 0) {
                throw new IllegalStateException("the lease was let go more often than held");
            }
            holders--;
            if (holders > 0) {
                return;
            }
        }
        // Nobody can add to it any more.
        for (ByteBuffer buffer : lent) {
            pool.giveBack(buffer);
        }
    }
}
