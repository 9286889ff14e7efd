package dev.slipway.inference.model;

import dev.slipway.contract.replica.Heartbeat.LoadedVersion;
import dev.slipway.contract.replica.HeartbeatReply.Assignment;
import dev.slipway.contract.replica.LoadState;
import dev.slipway.inference.artefact.BadPackageException;
import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.batching.Merging;
import dev.slipway.inference.cache.ResponseCache;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.memory.MemoryShortageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this replica has loaded. Requests read an immutable snapshot; changes are made under one
 * lock by the heartbeat's loop and by a thread for each version that is being loaded.
 */
public final class LoadedModels {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedModels.class);

    private final VersionLoader loader;
    private final UnloadSettings settings;
    private final ResponseCache responses;
    private final LongSupplier nanoTime;
    private final Consumer<VersionId> unloaded;
    private final Runnable changed;
    private final Map<VersionId, Slot> slots = new HashMap<>();
    private final LackingVersions lacking;
    // Graphs are compiled one after the other: in parallel they would only slow what is served.
    private final Semaphore compiling = new Semaphore(1);
    private volatile Map<VersionId, ServedVersion> ready = Map.of();

    /**
     * Begins with nothing loaded.
     *
     * @param unloaded told of each version that is unloaded, before it can be loaded again
     * @param changed told after each change of what {@link #report} says; must not block
     */
    public LoadedModels(
            VersionLoader loader,
            UnloadSettings settings,
            ResponseCache responses,
            LongSupplier nanoTime,
            Consumer<VersionId> unloaded,
            Runnable changed) {
        this.loader = loader;
        this.settings = settings;
        this.responses = responses;
        this.nanoTime = nanoTime;
        this.lacking = new LackingVersions(loader, slots, nanoTime);
        this.unloaded = unloaded;
        this.changed = changed;
    }

    /** The version if it is ready and not being unloaded; the caller releases it. */
    public @Nullable ServedVersion use(VersionId id) {
        ServedVersion version = ready.get(id);
        return version != null && version.tryUse() ? version : null;
    }

    /** Every version that is ready now. */
    public Collection<ServedVersion> ready() {
        return ready.values();
    }

    /**
     * Loads what is new, gives what is there its settings, and marks what is no longer assigned as
     * withdrawn.
     */
    public synchronized void apply(List<Assignment> assignments) {
        Set<VersionId> wanted = new HashSet<>();
        for (Assignment assignment : assignments) {
            VersionId id = new VersionId(assignment.model(), assignment.version());
            wanted.add(id);
            Slot slot = slots.get(id);
            VersionSettings wish = VersionSettings.of(assignment.settings());
            if (slot == null) {
                begin(id, assignment.manifestSha256(), wish);
            } else if (slot.state != LoadState.UNLOADING) {
                slot.withdrawn = false;
                change(id, slot, wish);
            }
        }
        for (Map.Entry<VersionId, Slot> entry : List.copyOf(slots.entrySet())) {
            if (!wanted.contains(entry.getKey())) {
                withdraw(entry.getKey(), entry.getValue());
            }
        }
    }

    private static void change(VersionId id, Slot slot, VersionSettings wish) {
        if (slot.wish.equals(wish)) {
            return;
        }
        LOG.info("{} has other settings: {}", id, wish);
        slot.wish = wish;
        if (slot.version != null) {
            slot.version.treat(wish);
        }
    }

    private void begin(VersionId id, String seal, VersionSettings wish) {
        Slot slot = new Slot(seal, wish);
        slots.put(id, slot);
        LOG.info("{} is assigned", id);
        start(id, slot, null);
        changed.run();
    }

    private void start(VersionId id, Slot slot, @Nullable LocalPackage fetched) {
        Runnable load = () -> load(id, slot, fetched);
        slot.thread = Thread.ofPlatform().daemon().name("load-" + id).start(load);
    }

    private void withdraw(VersionId id, Slot slot) {
        if (slot.withdrawn) {
            return;
        }
        LOG.info("{} is withdrawn", id);
        if (slot.withdraw(nanoTime.getAsLong())) {
            forget(id, slot);
        }
    }

    private void load(VersionId id, Slot slot, @Nullable LocalPackage fetched) {
        try {
            LocalPackage files = fetched == null ? loader.fetch(slot.seal) : fetched;
            compiling.acquire();
            try {
                beginLoading(slot);
                arrive(id, slot, loader.load(id, files));
            } catch (MemoryShortageException full) {
                lack(id, slot, new Slot.Lack(files, String.valueOf(full.getMessage())));
            } finally {
                compiling.release();
            }
        } catch (InterruptedException withdrawn) {
            forget(id, slot);
        } catch (BadPackageException | EngineLoadException bad) {
            fail(id, slot, String.valueOf(bad.getMessage()));
        } catch (RuntimeException | Error bug) {
            LOG.error("{} could not be loaded", id, bug);
            fail(id, slot, "the version could not be loaded; the replica's log says why");
        }
    }

    private void arrive(VersionId id, Slot slot, ServedVersion version) {
        synchronized (this) {
            version.usedAt(nanoTime.getAsLong());
            version.keepsAnswersIn(responses.of(id.model(), id.version(), slot.seal));
            version.treat(slot.wish);
            slot.version = version;
            Map<VersionId, ServedVersion> next = new HashMap<>(ready);
            next.put(id, version);
            ready = Map.copyOf(next);
        }
        MergeRule merging = version.mergeRule();
        to(slot, LoadState.READY, merging.mergesAnything() ? null : merging.reason());
    }

    /** Ends what was withdrawn meanwhile; where that is wanted again, it is begun anew. */
    private void beginLoading(Slot slot) throws InterruptedException {
        synchronized (this) {
            if (Thread.interrupted() || slot.withdrawn) {
                throw new InterruptedException();
            }
            slot.state = LoadState.LOADING;
            slot.detail = null;
        }
        changed.run();
    }

    private void fail(VersionId id, Slot slot, String detail) {
        LOG.warn("{} failed: {}", id, detail);
        synchronized (this) {
            if (slot.withdrawn) {
                slots.remove(id, slot);
            } else {
                slot.state = LoadState.FAILED;
                slot.detail = detail;
            }
        }
        changed.run();
    }

    private void lack(VersionId id, Slot slot, Slot.Lack lack) {
        synchronized (this) {
            if (slot.withdrawn) {
                slots.remove(id, slot);
            } else {
                lacking.waits(id, slot, lack);
            }
        }
        changed.run();
    }

    private void lookForMemory() {
        LackingVersions.Look look;
        synchronized (this) {
            look = lacking.look();
            Map.Entry<VersionId, Slot> fits = look.fits();
            if (fits != null) {
                start(fits.getKey(), fits.getValue(), fits.getValue().fits());
            }
        }
        loader.keepMemoryForVersions(look.fits() != null || look.waiting());
        if (look.waiting()) {
            ready.values().forEach(ServedVersion::giveWay);
        }
        if (look.failed()) {
            changed.run();
        }
    }

    private void to(Slot slot, LoadState state, @Nullable String detail) {
        synchronized (this) {
            slot.state = state;
            slot.detail = detail;
        }
        changed.run();
    }

    private void forget(VersionId id, Slot slot) {
        synchronized (this) {
            slots.remove(id, slot);
        }
        changed.run();
    }

    /**
     * Unloads every withdrawn version that was quiet for long enough; lets others rest, and loads
     * what did not fit into memory and now does. To be called each second or so.
     */
    public void unloadQuiet() {
        lookForMemory();
        List<Map.Entry<VersionId, Slot>> going = new ArrayList<>();
        synchronized (this) {
            long since = nanoTime.getAsLong() - settings.quiet().toNanos();
            for (Map.Entry<VersionId, Slot> entry : slots.entrySet()) {
                if (entry.getValue().tryUnload(since)) {
                    going.add(Map.entry(entry.getKey(), entry.getValue()));
                    Map<VersionId, ServedVersion> next = new HashMap<>(ready);
                    next.remove(entry.getKey());
                    ready = Map.copyOf(next);
                }
            }
        }
        ready.values().forEach(ServedVersion::rest);
        for (Map.Entry<VersionId, Slot> entry : going) {
            changed.run();
            // Closing waits for a run that did not end with its request.
            Thread.ofPlatform()
                    .daemon()
                    .name("unload-" + entry.getKey())
                    .start(() -> unload(entry.getKey(), entry.getValue()));
        }
    }

    private void unload(VersionId id, Slot slot) {
        ServedVersion version = slot.version;
        if (version != null) {
            version.unload();
        }
        unloaded.accept(id);
        LOG.info("{} is unloaded", id);
        forget(id, slot);
    }

    /** How many ready versions merge their requests, or do not, for one reason. */
    public long countOf(Merging merging) {
        return ready.values().stream()
                .filter(version -> version.mergeRule().merging() == merging)
                .count();
    }

    /** Every version that this replica knows of. */
    public synchronized List<LoadedVersion> report() {
        List<LoadedVersion> report = new ArrayList<>(slots.size());
        slots.forEach((id, slot) -> report.add(slot.report(id)));
        return report;
    }

    /** The seals of every version that this replica knows of. */
    public synchronized Set<String> seals() {
        Set<String> seals = new HashSet<>();
        slots.values().forEach(slot -> seals.add(slot.seal));
        return seals;
    }

    /** Whether something is ready, or nothing that is assigned can still become so. */
    public synchronized boolean isSettled() {
        boolean loading = false;
        for (Slot slot : slots.values()) {
            if (slot.state == LoadState.READY) {
                return true;
            }
            loading |= slot.state == LoadState.FETCHING || slot.state == LoadState.LOADING;
        }
        return !loading;
    }
}
