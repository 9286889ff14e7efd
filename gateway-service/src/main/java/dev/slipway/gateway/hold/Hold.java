package dev.slipway.gateway.hold;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;

/**
 * Requests that wait for a usable replica, first come, first served per name, bounded by count and
 * bytes. A newer document or a successful probe raises the generation: whoever came before may go
 * on, as many at once as the replicas have room for; the rest follows as answers come back. A
 * request that a full queue sent back stands first and needs no new generation, only room.
 */
public final class Hold {
    /** A request that waits. */
    public interface Waiter {
        /** Waiters of one key wait for the same replicas. */
        String holdKey();

        long holdBytes();

        /** Choose again. Called from any thread, never twice for one entry. */
        void wake();
    }

    /** What came of entering. */
    public enum Entered {
        WAITING,
        /** Something changed since replicas were chosen: choose again. */
        STALE,
        FULL
    }

    private record Entry(long generation, boolean sentBack) {
        boolean mayGoOn(long current) {
            return sentBack || generation < current;
        }
    }

    /** Those who were sent back first, then by generation: who may go on stands before who not. */
    private static final class Line {
        final LinkedHashMap<Waiter, Entry> waiters = new LinkedHashMap<>();
        int released;
    }

    private final int maxCount;
    private final long maxBytes;
    private final ToIntFunction<String> room;
    private final AtomicLong generation = new AtomicLong();
    private final AtomicInteger count = new AtomicInteger();
    private final Map<String, Line> lines = new HashMap<>();
    private long bytes;

    /** {@code room} says how many requests of a key the replicas would take now. */
    public Hold(int maxCount, long maxBytes, ToIntFunction<String> room) {
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
        this.room = room;
    }

    /** To be read before replicas are chosen, and handed in when none was found. */
    public long generation() {
        return generation.get();
    }

    /** Waits because no replica was found at that generation. */
    public Entered enter(Waiter waiter, long chosenAt) {
        synchronized (this) {
            if (chosenAt != generation.get()) {
                return Entered.STALE;
            }
            return add(waiter, new Entry(chosenAt, false));
        }
    }

    /** Waits because a replica's queue is full. */
    public synchronized Entered enterSentBack(Waiter waiter) {
        return add(waiter, new Entry(generation.get(), true));
    }

    private Entered add(Waiter waiter, Entry entry) {
        if (count.get() >= maxCount || bytes + waiter.holdBytes() > maxBytes) {
            return Entered.FULL;
        }
        Line line = lines.computeIfAbsent(waiter.holdKey(), _ -> new Line());
        if (entry.sentBack()) {
            line.waiters.putFirst(waiter, entry);
        } else {
            line.waiters.putLast(waiter, entry);
        }
        count.incrementAndGet();
        bytes += waiter.holdBytes();
        return Entered.WAITING;
    }

    /** The waiter gives up; nothing happens when it does not wait. */
    public synchronized void leave(Waiter waiter) {
        Line line = lines.get(waiter.holdKey());
        if (line != null && line.waiters.remove(waiter) != null) {
            forget(waiter);
            dropIfEmpty(waiter.holdKey(), line);
        }
    }

    /** A released waiter has chosen again, whatever came of it. */
    public synchronized void resumed(String key) {
        Line line = lines.get(key);
        if (line != null) {
            line.released--;
            dropIfEmpty(key, line);
        }
    }

    /** A newer document is applied, or a probe succeeded. */
    public void changed() {
        synchronized (this) {
            generation.incrementAndGet();
        }
        pump();
    }

    /** How many wait, by the key that they wait with. */
    public synchronized Map<String, Integer> lengths() {
        Map<String, Integer> lengths = new HashMap<>();
        lines.forEach((key, line) -> {
            if (!line.waiters.isEmpty()) {
                lengths.put(key, line.waiters.size());
            }
        });
        return lengths;
    }

    /** Releases whoever may go on and finds room. */
    public void pump() {
        if (count.get() == 0) {
            return;
        }
        List<String> keys;
        synchronized (this) {
            keys = List.copyOf(lines.keySet());
        }
        for (String key : keys) {
            pump(key);
        }
    }

    /** The same for one key. */
    public void pump(String key) {
        if (count.get() == 0) {
            return;
        }
        int free = room.applyAsInt(key);
        List<Waiter> awake = free > 0 ? release(key, free) : List.of();
        for (Waiter waiter : awake) {
            waiter.wake();
        }
    }

    private synchronized List<Waiter> release(String key, int free) {
        Line line = lines.get(key);
        List<Waiter> awake = new ArrayList<>();
        if (line == null) {
            return awake;
        }
        long current = generation.get();
        while (!line.waiters.isEmpty() && line.released < free) {
            Map.Entry<Waiter, Entry> first = line.waiters.firstEntry();
            if (!first.getValue().mayGoOn(current)) {
                break;
            }
            Waiter waiter = first.getKey();
            line.waiters.remove(waiter);
            line.released++;
            forget(waiter);
            awake.add(waiter);
        }
        return awake;
    }

    private void forget(Waiter waiter) {
        count.decrementAndGet();
        bytes -= waiter.holdBytes();
    }

    private void dropIfEmpty(String key, Line line) {
        if (line.waiters.isEmpty() && line.released <= 0) {
            lines.remove(key);
        }
    }

    public int count() {
        return count.get();
    }

    public synchronized long bytes() {
        return bytes;
    }
}
