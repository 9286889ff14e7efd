package dev.slipway.inference.model;

import dev.slipway.contract.replica.LoadState;
import dev.slipway.inference.artefact.BadPackageException;
import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.cache.ResponseCache;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.memory.MemoryShortageException;
import dev.slipway.inference.memory.Shortage;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads versions, each on a thread of its own, and says what came of it. */
final class LoadingVersions {
    private static final Logger LOG = LoggerFactory.getLogger(LoadingVersions.class);

    private static final String NO_THREAD =
            "the version could not be loaded: the replica has no thread for it";

    private final VersionLoader loader;
    private final Room room;
    private final VersionTable table;
    private final LackingVersions lacking;
    private final RestingVersions resting;
    private final ResponseCache responses;
    private final Semaphore compiling;
    private final LongSupplier nanoTime;
    private final Runnable changed;

    /**
     * Loads nothing yet.
     *
     * @param compiling one permit: graphs are compiled one after the other, for in parallel they
     *     would only slow what is served
     */
    LoadingVersions(
            VersionLoader loader,
            VersionTable table,
            LackingVersions lacking,
            RestingVersions resting,
            ResponseCache responses,
            Semaphore compiling,
            LongSupplier nanoTime,
            Runnable changed) {
        this.loader = loader;
        this.room = loader.room();
        this.table = table;
        this.lacking = lacking;
        this.resting = resting;
        this.responses = responses;
        this.compiling = compiling;
        this.nanoTime = nanoTime;
        this.changed = changed;
    }

    /**
     * Begins to load one that nobody loads; the caller has the table's lock.
     *
     * @param fetched its files, where they are here
     * @return false where no thread could be had: it has failed, and is tried again where its files
     *     are here
     */
    boolean start(VersionId id, Slot slot, @Nullable LocalPackage fetched) {
        Runnable load = () -> load(id, slot, fetched);
        try {
            slot.thread = Thread.ofPlatform().daemon().name("load-" + id).start(load);
            return true;
        } catch (RuntimeException | Error noThread) {
            LOG.error("nothing loads {}", id, noThread);
            slot.state = LoadState.FAILED;
            slot.detail = NO_THREAD;
            slot.lack = fetched == null ? null : new Slot.Lack(fetched, NO_THREAD);
            return false;
        }
    }

    private void load(VersionId id, Slot slot, @Nullable LocalPackage fetched) {
        try {
            LocalPackage files = fetched == null ? loader.fetch(slot.seal) : fetched;
            compiling.acquire();
            try {
                beginLoading(slot);
                arrive(id, slot, files, bringIn(id, slot, files, null));
            } catch (MemoryShortageException full) {
                lack(id, slot, new Slot.Lack(files, String.valueOf(full.getMessage())));
            } finally {
                compiling.release();
            }
        } catch (InterruptedException withdrawn) {
            end(id, slot);
        } catch (BadPackageException | EngineLoadException bad) {
            fail(id, slot, String.valueOf(bad.getMessage()));
        } catch (RuntimeException | Error bug) {
            LOG.error("{} could not be loaded", id, bug);
            fail(id, slot, "the version could not be loaded; the replica's log says why");
        }
    }

    /** Ends what was withdrawn meanwhile; where that is wanted again, it is begun anew. */
    private void beginLoading(Slot slot) throws InterruptedException {
        synchronized (table) {
            if (Thread.interrupted() || slot.withdrawn) {
                throw new InterruptedException();
            }
            slot.state = LoadState.LOADING;
            slot.detail = null;
        }
        changed.run();
    }

    /**
     * Loads it, into memory that others leave for it where it must be. The caller has the turn.
     *
     * @param known null where it was never ready
     * @throws MemoryShortageException where not enough can leave, or wide lanes are to go first
     */
    ServedVersion bringIn(VersionId id, Slot slot, LocalPackage files, @Nullable VersionFacts known)
            throws EngineLoadException, MemoryShortageException, InterruptedException {
        RoomShortage lacks = room.shortage(files);
        if (lacks != null) {
            if (lacks instanceof RoomShortage.Memory(Shortage shortage)) {
                resting.files().givePagesTo(slot, shortage);
            }
            if (!lanesGiveWay(slot)) {
                while (lacks != null && resting.oneLeaves(lacks)) {
                    lacks = room.shortage(files);
                }
            }
        }
        return loader.load(id, files, known);
    }

    /** Wide lanes only make things faster: they go before any version does, and are asked once. */
    private boolean lanesGiveWay(Slot slot) {
        synchronized (table) {
            if (slot.lanesGaveWay || !room.hasLanes()) {
                return false;
            }
            slot.lanesGaveWay = true;
        }
        room.keepForVersions(true);
        table.ready().values().forEach(ServedVersion::giveWay);
        return true;
    }

    /** It is warm: from now on requests find it, and those who waited for it have it. */
    void arrive(VersionId id, Slot slot, LocalPackage files, ServedVersion version) {
        List<ArrivalSink> waiting;
        MappedFiles mapped;
        synchronized (table) {
            version.usedAt(nanoTime.getAsLong());
            if (slot.facts == null) {
                version.facts().keepsAnswersIn(responses.of(id.model(), id.version(), slot.seal));
            }
            version.treat(slot.wish);
            mapped = slot.rest == null ? null : slot.rest.mapped;
            waiting = slot.arrives(version, files);
            table.show(id, version);
        }
        if (mapped != null) {
            mapped.close();
        }
        changed.run();
        hand(version, waiting);
    }

    /** Gives a version to those for whom it is held; who waits no longer does not keep it. */
    void hand(ServedVersion version, List<ArrivalSink> waiting) {
        Arrivals.hand(version, waiting, nanoTime.getAsLong());
    }

    /** Nobody wants it any more. */
    private void end(VersionId id, Slot slot) {
        table.end(id, slot);
        resting.goes(id, slot, Rest.GONE);
    }

    private void fail(VersionId id, Slot slot, String detail) {
        LOG.warn("{} failed: {}", id, detail);
        boolean isGone;
        synchronized (table) {
            isGone = slot.withdrawn;
            if (isGone) {
                table.end(id, slot);
            } else {
                slot.state = LoadState.FAILED;
                slot.detail = detail;
            }
        }
        letGo(id, slot, isGone);
    }

    private void lack(VersionId id, Slot slot, Slot.Lack lack) {
        boolean isGone;
        boolean waits;
        synchronized (table) {
            isGone = slot.withdrawn;
            waits = !isGone && lacking.waits(id, slot, lack);
            if (isGone) {
                table.end(id, slot);
            }
        }
        if (waits) {
            changed.run();
        } else {
            letGo(id, slot, isGone);
        }
    }

    private void letGo(VersionId id, Slot slot, boolean isGone) {
        if (isGone) {
            resting.goes(id, slot, Rest.FAILED);
        } else {
            resting.letGo(id, slot, Rest.FAILED);
        }
    }
}
