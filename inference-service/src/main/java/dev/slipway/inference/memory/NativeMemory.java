package dev.slipway.inference.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The account of native memory: who holds how much of it, and whether what is to be loaded fits
 * beside that. Whoever loads holds a share from before the load on, so that two never count on the
 * same free bytes.
 *
 * <p>A version is kept out only where it could not run well whatever else happens: its weights
 * count once, as they are on disk, since a session reads each of them at least once, in its own
 * memory or mapped (copies that are packed for the processor, and the graph's while it is read,
 * come on top). Pages of files and swap count as free. What the heap may still grow to does not
 * count as free of the process's own limit, of which it was given a share; on a machine that has
 * others too it is not promised to anybody. A wide lane, which only makes things faster, has to
 * leave more.
 */
public final class NativeMemory {
    /** Bytes that a session takes at least beside its weights, for its threads and first runs. */
    static final long TO_RUN = 32L << 20;

    /** The weights of a wide lane as they are in the file, packed, and what making that takes. */
    static final int LANE_COPIES = 3;

    /** Bytes that a wide lane leaves to others. */
    static final long LANE_LEAVES = 256L << 20;

    /** More than any machine has, also when some of that is taken away. */
    private static final long UNKNOWN = 1L << 62;

    private final Supplier<MemoryReading> readings;
    private final long mostNative;
    private final List<Share> shares = new ArrayList<>();
    private long changes;
    private long refusals;
    private boolean keptForVersions;

    /**
     * Begins with nothing loaded.
     *
     * @param readings of this machine, fresh each time
     */
    public NativeMemory(Supplier<MemoryReading> readings, MemorySettings settings) {
        this.readings = readings;
        this.mostNative = settings.maxNativeBytes();
    }

    /**
     * Takes what a version needs at least. Where free memory cannot be told it always fits.
     *
     * @param weights bytes of the graph and its external data as they are on disk
     * @throws MemoryShortageException when it cannot fit now
     */
    public synchronized Share reserve(Holder holder, long weights) throws MemoryShortageException {
        MemoryReading now = readings.get();
        Shortage shortage = shortage(weights, now);
        if (shortage != null) {
            refusals++;
            throw new MemoryShortageException(shortage.sentence());
        }
        return share(holder, weights, false, now);
    }

    /** What {@link #reserve} would lack for as much now; null where it would find room. */
    public synchronized @Nullable Shortage shortage(long weights) {
        return shortage(weights, readings.get());
    }

    private @Nullable Shortage shortage(long weights, MemoryReading now) {
        long needed = weights + TO_RUN;
        long free = room(now, now.swap(), 0);
        return needed > free
                ? new Shortage(weights, needed, free, bound(now), now.heapRoom())
                : null;
    }

    private Shortage.Bound bound(MemoryReading now) {
        long machine = now.machine().orElse(UNKNOWN);
        long limit = now.group().orElse(UNKNOWN) - now.heapRoom();
        if (setting(now) - now.swap() < Math.min(machine, limit)) {
            return Shortage.Bound.SETTING;
        }
        return limit < machine ? Shortage.Bound.LIMIT : Shortage.Bound.MACHINE;
    }

    /** Takes what a wide lane needs; null where there is no room, or it cannot be told. */
    public synchronized @Nullable Share reserveLane(Holder holder, long weights) {
        MemoryReading now = readings.get();
        return laneFits(weights, now) ? share(holder, weights, true, now) : null;
    }

    /** Whether {@link #reserveLane} would find room now. */
    public synchronized boolean laneFits(long weights) {
        return laneFits(weights, readings.get());
    }

    private boolean laneFits(long weights, MemoryReading now) {
        long free = room(now, 0, now.heapRoom());
        return !keptForVersions && isKnown(free) && free >= LANE_COPIES * weights + LANE_LEAVES;
    }

    /** While true no wide lane gets anything: a version waits for what comes free. */
    public synchronized void keepForVersions(boolean keep) {
        keptForVersions = keep;
    }

    /** Whether wide lanes hold anything, or are being opened: that can come free. */
    public synchronized boolean hasLanes() {
        return shares.stream().anyMatch(share -> share.lane);
    }

    /**
     * Whether so many bytes of pages of files find room beside all that is held. What is set for
     * this service does not bound them: they are not its own, and the system takes them back.
     */
    public synchronized boolean pagesFit(long bytes) {
        MemoryReading now = readings.get();
        long limit = now.group().orElse(UNKNOWN) - now.heapRoom();
        return Math.min(now.machine().orElse(UNKNOWN), limit) - sum(false) >= bytes;
    }

    /** What may still be taken, in bytes; empty where it cannot be told. */
    public synchronized OptionalLong free() {
        long free = room(readings.get(), 0, 0);
        return isKnown(free) ? OptionalLong.of(Math.max(0, free)) : OptionalLong.empty();
    }

    /** What each holder has, in bytes. */
    public synchronized Map<Holder, Long> held() {
        Map<Holder, Long> held = new HashMap<>();
        for (Share share : shares) {
            held.merge(share.holder, share.bytes, Long::sum);
        }
        return held;
    }

    /** How often a version found no room. */
    public synchronized long refusals() {
        return refusals;
    }

    /**
     * What is left of each bound and not promised to who loads.
     *
     * @param swap that counts
     * @param heapOnMachine what the heap may still take, where that counts on the machine too
     */
    private long room(MemoryReading now, long swap, long heapOnMachine) {
        long machine = now.machine().orElse(UNKNOWN) + swap - heapOnMachine;
        long limit = now.group().orElse(UNKNOWN) + swap - now.heapRoom();
        return Math.min(Math.min(machine, limit), setting(now)) - sum(false);
    }

    private long setting(MemoryReading now) {
        return mostNative == 0 ? UNKNOWN : mostNative - now.outsideHeap().orElse(sum(true));
    }

    private static boolean isKnown(long room) {
        return room < UNKNOWN / 2;
    }

    /** Of the shares that are settled, or of those that are not. */
    private long sum(boolean settled) {
        long sum = 0;
        for (Share share : shares) {
            sum += share.settled == settled ? share.bytes : 0;
        }
        return sum;
    }

    private Share share(Holder holder, long weights, boolean lane, MemoryReading now) {
        changes++;
        Share share = new Share(holder, weights, lane, now.outsideHeap(), changes);
        shares.add(share);
        return share;
    }

    private synchronized void settle(Share share) {
        if (share.settled) {
            return;
        }
        OptionalLong now = readings.get().outsideHeap();
        boolean alone = share.since == changes;
        long measured =
                alone && now.isPresent() && share.before.isPresent()
                        ? now.getAsLong() - share.before.getAsLong()
                        : 0;
        share.settled = true;
        share.bytes = Math.max(share.weights, measured);
    }

    private synchronized void release(Share share) {
        if (shares.remove(share)) {
            changes++;
        }
    }

    /** Memory that one engine holds. */
    public final class Share {
        private final Holder holder;
        private final long weights;
        private final boolean lane;
        private final OptionalLong before;
        private final long since;
        private long bytes;
        private boolean settled;

        private Share(Holder holder, long weights, boolean lane, OptionalLong before, long since) {
            this.holder = holder;
            this.weights = weights;
            this.lane = lane;
            this.bytes = lane ? LANE_COPIES * weights : weights;
            this.before = before;
            this.since = since;
        }

        /**
         * It is loaded and warm: from now on this is what the process grew by since it was
         * reserved, at least its weights, and its weights alone where others came or went meanwhile
         * or the process's size cannot be told.
         */
        public void settle() {
            NativeMemory.this.settle(this);
        }

        /** Its engine is closed, or was never made; again it is nothing. */
        public void release() {
            NativeMemory.this.release(this);
        }
    }
}
