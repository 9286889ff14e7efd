package dev.slipway.inference.model;

import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.engine.CardShortage;
import dev.slipway.inference.memory.Holder;
import dev.slipway.inference.refusal.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets versions out of memory that stay assigned: the least recently used first, one at a time,
 * when another one lacks what they hold, or one by its name. What is done with the files of one
 * that left is up to {@link RestingFiles}.
 *
 * <p>Under the lock a ready version either has an engine and no {@link Rest}, or a rest and no
 * engine. It leaves only after {@link ServedVersion} lets nobody in any more, and its engine is
 * closed only when nobody uses it: whoever holds a version keeps it.
 */
final class RestingVersions {
    private static final Logger LOG = LoggerFactory.getLogger(RestingVersions.class);

    /**
     * How long whoever lacks memory waits until an engine is closed. A run that did not end with
     * its request may hold it up, and with it the turn to load.
     */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

    private final Room room;
    private final RestingFiles files;
    private final VersionTable table;
    private final UnloadSettings settings;
    private final LongSupplier nanoTime;
    private final ResidenceCounters counters;
    private final Consumer<VersionId> unloaded;
    private final Runnable changed;
    private final BiFunction<VersionId, Slot, List<ArrivalSink>> wantedBack;

    /**
     * Nothing rests yet.
     *
     * @param wantedBack begins to bring one back that fell asleep while somebody waits for it; is
     *     called with the table's lock, and gives those who are to be refused without it
     */
    RestingVersions(
            Room room,
            VersionTable table,
            UnloadSettings settings,
            LongSupplier nanoTime,
            ResidenceCounters counters,
            Consumer<VersionId> unloaded,
            Runnable changed,
            BiFunction<VersionId, Slot, List<ArrivalSink>> wantedBack) {
        this.room = room;
        this.files = new RestingFiles(room, table, settings, nanoTime, changed);
        this.table = table;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.counters = counters;
        this.unloaded = unloaded;
        this.changed = changed;
        this.wantedBack = wantedBack;
    }

    /** The files of those that rest. */
    RestingFiles files() {
        return files;
    }

    /**
     * Has the least recently used version leave and waits until its engine is closed.
     *
     * @return false where nothing is idle, or all that is would not be enough: nobody leaves in
     *     vain
     */
    boolean oneLeaves(RoomShortage lacks) throws InterruptedException {
        CountDownLatch closed;
        synchronized (table) {
            Map.Entry<VersionId, Slot> last = leastRecentlyUsed(lacks);
            // Requests take no lock of ours: one may come just now.
            while (last != null && !tryLeave(last.getValue())) {
                last = leastRecentlyUsed(lacks);
            }
            if (last == null) {
                return false;
            }
            closed = leave(last.getKey(), last.getValue());
            if (closed == null) {
                return false;
            }
        }
        changed.run();
        return closed.await(LONGEST_CLOSE.toNanos(), TimeUnit.NANOSECONDS);
    }

    private boolean tryLeave(Slot slot) {
        return slot.version != null && slot.version.tryUnload(idleSince());
    }

    /** Whether {@link #oneLeaves} would find one; the caller has the table's lock. */
    boolean canMakeRoom(RoomShortage lacks) {
        return leastRecentlyUsed(lacks) != null;
    }

    private Map.@Nullable Entry<VersionId, Slot> leastRecentlyUsed(RoomShortage lacks) {
        Map<Holder, Long> held = room.held();
        long since = idleSince();
        long comesFree = 0;
        long leastUse = 0;
        Map.Entry<VersionId, Slot> least = null;
        for (Map.Entry<VersionId, Slot> entry : table.slots().entrySet()) {
            Slot slot = entry.getValue();
            ServedVersion version = slot.version;
            if (version == null || !slot.mayRest() || !version.isIdle(since)) {
                continue;
            }
            long frees = frees(entry.getKey(), slot, lacks, held);
            if (frees == 0) {
                continue;
            }
            comesFree += frees;
            long use = version.lastUseNanos();
            if (least == null || use - leastUse < 0) {
                least = entry;
                leastUse = use;
            }
        }
        return comesFree >= lacks.missing() ? least : null;
    }

    /** What comes free with one of what is lacked; another card's memory is of no use. */
    private long frees(VersionId id, Slot slot, RoomShortage lacks, Map<Holder, Long> held) {
        LocalPackage loaded = slot.files;
        return switch (lacks) {
            case RoomShortage.Memory _ -> held.getOrDefault(Room.holder(id), 0L);
            case RoomShortage.Card(CardShortage shortage) ->
                    loaded == null ? 0 : room.promisedOf(shortage.device(), loaded);
        };
    }

    private long idleSince() {
        return nanoTime.getAsLong() - settings.idle().toNanos();
    }

    /** Has one leave as soon as its requests are answered; false where it has no engine. */
    boolean leaves(VersionId id) {
        synchronized (table) {
            Slot slot = table.slot(id);
            ServedVersion version = slot == null ? null : slot.version;
            if (slot == null || version == null || !slot.mayRest()) {
                return false;
            }
            version.letNobodyIn();
            if (leave(id, slot) == null) {
                return false;
            }
        }
        changed.run();
        return true;
    }

    /**
     * The version lets nobody in any more; the caller has the table's lock.
     *
     * @return null where no thread could be had: it stays, and lets requests in again
     */
    private @Nullable CountDownLatch leave(VersionId id, Slot slot) {
        ServedVersion version = Objects.requireNonNull(slot.version, "it has an engine");
        Rest rest = new Rest(nanoTime.getAsLong());
        CountDownLatch closed = new CountDownLatch(1);
        try {
            // It falls asleep under the lock: not before the slot knows of its rest.
            Thread.ofPlatform()
                    .daemon()
                    .name("rest-" + id)
                    .start(() -> {
                        close(id, version);
                        fallAsleep(id, slot, rest, closed);
                    });
        } catch (RuntimeException | Error noThread) {
            LOG.error("nothing closes {}; it stays in memory", id, noThread);
            version.letInAgain();
            return null;
        }
        slot.rests(rest);
        table.hide(id);
        counters.rested();
        LOG.info("{} leaves memory", id);
        return closed;
    }

    private static void close(VersionId id, ServedVersion version) {
        try {
            version.leaveMemory();
        } catch (RuntimeException | Error bug) {
            LOG.error("{} could not be closed", id, bug);
        }
    }

    private void fallAsleep(VersionId id, Slot slot, Rest rest, CountDownLatch closed) {
        List<ArrivalSink> refused = List.of();
        LocalPackage mappable = null;
        synchronized (table) {
            slot.asleep(rest);
            closed.countDown();
            if (!slot.waiting.isEmpty()) {
                refused = wantedBack.apply(id, slot);
            } else if (!slot.withdrawn) {
                mappable = slot.files;
            }
        }
        Arrivals.refuse(refused, Rest.FAILED);
        changed.run();
        if (mappable != null) {
            files.map(slot, rest, mappable);
        }
    }

    /** Lets go a version that has ended, which may be loaded again after that. */
    void goes(VersionId id, Slot slot, Refusal why) {
        try {
            letGo(id, slot, why);
        } finally {
            table.remove(id, slot);
            changed.run();
        }
    }

    /** Lets go what is left of a version that has ended, or has failed. */
    void letGo(VersionId id, Slot slot, Refusal why) {
        Slot.Leftovers left;
        synchronized (table) {
            left = slot.leftovers();
        }
        left.letGo(why);
        if (left.facts() != null) {
            unloaded.accept(id);
            LOG.info("{} is unloaded; it rested", id);
        }
        changed.run();
    }
}
