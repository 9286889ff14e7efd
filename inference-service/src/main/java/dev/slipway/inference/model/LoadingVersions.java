package dev.slipway.inference.model;

import dev.slipway.contract.replica.LoadState;
import dev.slipway.inference.artefact.BadPackageException;
import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.cache.ResponseCache;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.memory.MemoryShortageException;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads versions, each on a thread of its own, and says what came of it. */
final class LoadingVersions {
    private static final Logger LOG = LoggerFactory.getLogger(LoadingVersions.class);

    private final VersionLoader loader;
    private final VersionTable table;
    private final LackingVersions lacking;
    private final ResponseCache responses;
    private final LongSupplier nanoTime;
    private final Runnable changed;
    // Graphs are compiled one after the other: in parallel they would only slow what is served.
    private final Semaphore compiling = new Semaphore(1);

    LoadingVersions(
            VersionLoader loader,
            VersionTable table,
            LackingVersions lacking,
            ResponseCache responses,
            LongSupplier nanoTime,
            Runnable changed) {
        this.loader = loader;
        this.table = table;
        this.lacking = lacking;
        this.responses = responses;
        this.nanoTime = nanoTime;
        this.changed = changed;
    }

    /**
     * Begins to load one that nobody loads; the caller has the table's lock.
     *
     * @param fetched its files, where they are here
     */
    void start(VersionId id, Slot slot, @Nullable LocalPackage fetched) {
        Runnable load = () -> load(id, slot, fetched);
        slot.thread = Thread.ofPlatform().daemon().name("load-" + id).start(load);
    }

    private void load(VersionId id, Slot slot, @Nullable LocalPackage fetched) {
        try {
            LocalPackage files = fetched == null ? loader.fetch(slot.seal) : fetched;
            compiling.acquire();
            try {
                beginLoading(slot);
                arrive(id, slot, loader.load(id, files));
            } catch (MemoryShortageException full) {
                lack(id, slot, new Slot.Lack(files, full.shortage().sentence()));
            } finally {
                compiling.release();
            }
        } catch (InterruptedException withdrawn) {
            table.remove(id, slot);
            changed.run();
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

    private void arrive(VersionId id, Slot slot, ServedVersion version) {
        synchronized (table) {
            version.usedAt(nanoTime.getAsLong());
            version.keepsAnswersIn(responses.of(id.model(), id.version(), slot.seal));
            version.treat(slot.wish);
            slot.version = version;
            MergeRule merging = version.mergeRule();
            slot.state = LoadState.READY;
            slot.detail = merging.mergesAnything() ? null : merging.reason();
            table.show(id, version);
        }
        changed.run();
    }

    private void fail(VersionId id, Slot slot, String detail) {
        LOG.warn("{} failed: {}", id, detail);
        synchronized (table) {
            if (slot.withdrawn) {
                table.remove(id, slot);
            } else {
                slot.state = LoadState.FAILED;
                slot.detail = detail;
            }
        }
        changed.run();
    }

    private void lack(VersionId id, Slot slot, Slot.Lack lack) {
        synchronized (table) {
            if (slot.withdrawn) {
                table.remove(id, slot);
            } else {
                lacking.waits(id, slot, lack);
            }
        }
        changed.run();
    }
}
