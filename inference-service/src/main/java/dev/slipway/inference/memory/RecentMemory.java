package dev.slipway.inference.memory;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What may still be taken outside the heap, as it was at most a second before the last look. To
 * know it, files are read, which is too much for each answer that tells it.
 */
public final class RecentMemory {
    /** Nobody can tell. */
    public static final long UNKNOWN = -1;

    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final Supplier<OptionalLong> free;
    private final LongSupplier nanoTime;
    private final AtomicLong readNanos;
    private volatile long freeBytes;

    /** Reads once; {@link NativeMemory#free} is what it is made for. */
    public RecentMemory(Supplier<OptionalLong> free, LongSupplier nanoTime) {
        this.free = free;
        this.nanoTime = nanoTime;
        this.readNanos = new AtomicLong(nanoTime.getAsLong());
        this.freeBytes = free.get().orElse(UNKNOWN);
    }

    /** In bytes; {@link #UNKNOWN} where it cannot be told. */
    public long freeBytes() {
        long now = nanoTime.getAsLong();
        long before = readNanos.get();
        // One thread reads, and the others do not wait for it.
        if (now - before >= FRESH_NANOS && readNanos.compareAndSet(before, now)) {
            freeBytes = free.get().orElse(UNKNOWN);
        }
        return freeBytes;
    }
}
