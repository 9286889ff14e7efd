package dev.slipway.inference.tensor;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Buffers outside the heap that are lent, given back and lent again. A fresh one is asked of the
 * system, filled with zeros and freed only once the collector comes by, which costs more than the
 * tensor's own copy into it.
 *
 * <p>Sizes rise by eighths of a doubling, so that tensors of about one size share buffers and none
 * is more than an eighth larger than what lies in it. What waits to be lent again is bounded in
 * bytes: where there is no room the size that was not asked for the longest goes first. What finds
 * no buffer here gets a fresh one, whatever it takes: how much is lent is bounded by who charges
 * requests for it.
 */
public final class BufferPool {
    /** Less than this is not worth the way here. */
    static final int SMALLEST_BYTES = 64 << 10;

    private static final int STEPS_OF_A_DOUBLING = 8;

    /** One buffer waits only if it is at most this part of all that may. */
    private static final int PARTS = 4;

    private static final int MOST_BYTES_OF_ONE = 1 << 30;

    private final long most;
    private final int largest;
    private final Map<Integer, Shelf> shelves = new TreeMap<>();
    private long idle;
    private long lent;
    private long hits;
    private long misses;

    /** Buffers of one size that wait to be lent again. */
    private static final class Shelf {
        private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
        private long lastAskedFor;
    }

    /** Empty at first. */
    public BufferPool(BufferPoolSettings settings) {
        this(settings.maxIdleBytes());
    }

    private BufferPool(long most) {
        this.most = most;
        this.largest = (int) Math.min(most / PARTS, MOST_BYTES_OF_ONE);
    }

    /** A pool that only lends fresh buffers. */
    public static BufferPool keepingNothing() {
        return new BufferPool(0);
    }

    /** The bytes that a buffer has in which so many lie; from {@link #SMALLEST_BYTES} on. */
    static int size(int bytes) {
        if (bytes <= SMALLEST_BYTES) {
            return SMALLEST_BYTES;
        }
        int step = Integer.highestOneBit(bytes - 1) / STEPS_OF_A_DOUBLING;
        return Math.ceilDiv(bytes, step) * step;
    }

    /**
     * A buffer of at least so many bytes, with anything in it; to be given back once.
     *
     * @throws OutOfMemoryError when the process may not take so much outside its heap
     */
    ByteBuffer lend(int bytes) {
        int size = bytes <= largest ? size(bytes) : bytes;
        ByteBuffer buffer = size <= largest ? waiting(size) : null;
        boolean hit = buffer != null;
        if (buffer == null) {
            buffer = fresh(size);
        }
        count(size, hit);
        return buffer;
    }

    private synchronized @Nullable ByteBuffer waiting(int size) {
        Shelf shelf = shelves.computeIfAbsent(size, _ -> new Shelf());
        shelf.lastAskedFor = hits + misses;
        ByteBuffer buffer = shelf.buffers.pollLast();
        if (buffer != null) {
            idle -= size;
        }
        return buffer;
    }

    private ByteBuffer fresh(int size) {
        try {
            return ByteBuffer.allocateDirect(size);
        } catch (OutOfMemoryError taken) {
            // Thrown by the counter of such memory, not by the heap; what waits counts there too.
            if (!drop()) {
                throw taken;
            }
        }
        return ByteBuffer.allocateDirect(size);
    }

    /** Leaves all that waits to the collector; whether that was anything. */
    private synchronized boolean drop() {
        boolean any = idle > 0;
        shelves.clear();
        idle = 0;
        return any;
    }

    private synchronized void count(int size, boolean hit) {
        lent += size;
        if (hit) {
            hits++;
        } else {
            misses++;
        }
    }

    /** Nobody reads or writes it any more. */
    synchronized void giveBack(ByteBuffer buffer) {
        int size = buffer.capacity();
        lent -= size;
        if (size > largest) {
            return;
        }
        Shelf own = shelves.computeIfAbsent(size, _ -> new Shelf());
        while (most - idle < size) {
            Shelf other = longestNotAskedFor(shelves.values());
            if (other == null || other.lastAskedFor >= own.lastAskedFor) {
                return; // What waits is more likely to be asked for than this one.
            }
            idle -= other.buffers.removeFirst().capacity();
        }
        own.buffers.addLast(buffer);
        idle += size;
    }

    private static @Nullable Shelf longestNotAskedFor(Collection<Shelf> shelves) {
        Shelf longest = null;
        for (Shelf shelf : shelves) {
            if (!shelf.buffers.isEmpty()
                    && (longest == null || shelf.lastAskedFor < longest.lastAskedFor)) {
                longest = shelf;
            }
        }
        return longest;
    }

    /** Bytes of buffers that wait to be lent again. */
    public synchronized long idleBytes() {
        return idle;
    }

    /** Bytes of buffers that are lent. */
    public synchronized long lentBytes() {
        return lent;
    }

    /** How often a buffer was lent that waited for it. */
    public synchronized long hits() {
        return hits;
    }

    /** How often a fresh buffer had to be made. */
    public synchronized long misses() {
        return misses;
    }
}
