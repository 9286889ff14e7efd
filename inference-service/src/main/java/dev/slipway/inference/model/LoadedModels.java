package dev.slipway.inference.model;

import dev.slipway.contract.replica.Heartbeat.LoadedVersion;
import dev.slipway.contract.replica.HeartbeatReply.Assignment;
import dev.slipway.contract.replica.LoadState;
import dev.slipway.inference.batching.Merging;
import dev.slipway.inference.cache.ResponseCache;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this replica has loaded. Requests read an immutable snapshot; changes are made under the
 * lock of the {@link VersionTable} by the heartbeat's loop and by a thread for each version that is
 * being loaded.
 */
public final class LoadedModels {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedModels.class);

    private final VersionLoader loader;
    private final UnloadSettings settings;
    private final LongSupplier nanoTime;
    private final Consumer<VersionId> unloaded;
    private final Runnable changed;
    private final VersionTable table = new VersionTable();
    private final LackingVersions lacking;
    private final LoadingVersions loading;

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
        this.nanoTime = nanoTime;
        this.unloaded = unloaded;
        this.changed = changed;
        this.lacking = new LackingVersions(loader, table.slots(), nanoTime);
        this.loading =
                new LoadingVersions(loader, table, lacking, responses, nanoTime, changed);
    }

    /** The version if it is ready and not being unloaded; the caller releases it. */
    public @Nullable ServedVersion use(VersionId id) {
        ServedVersion version = table.ready().get(id);
        return version != null && version.tryUse() ? version : null;
    }

    /** Every version that is ready now. */
    public Collection<ServedVersion> ready() {
        return table.ready().values();
    }

    /**
     * Loads what is new, gives what is there its settings, and marks what is no longer assigned as
     * withdrawn.
     */
    public void apply(List<Assignment> assignments) {
        synchronized (table) {
            Set<VersionId> wanted = new HashSet<>();
            for (Assignment assignment : assignments) {
                VersionId id = new VersionId(assignment.model(), assignment.version());
                wanted.add(id);
                want(id, assignment);
            }
            for (Map.Entry<VersionId, Slot> entry : List.copyOf(table.slots().entrySet())) {
                if (!wanted.contains(entry.getKey())) {
                    withdraw(entry.getKey(), entry.getValue());
                }
            }
        }
    }

    private void want(VersionId id, Assignment assignment) {
        Slot slot = table.slot(id);
        VersionSettings wish = VersionSettings.of(assignment.settings());
        if (slot == null) {
            begin(id, assignment.manifestSha256(), wish);
        } else if (slot.state != LoadState.UNLOADING) {
            slot.withdrawn = false;
            change(id, slot, wish);
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
        table.add(id, slot);
        LOG.info("{} is assigned", id);
        loading.start(id, slot, null);
        changed.run();
    }

    private void withdraw(VersionId id, Slot slot) {
        if (slot.withdrawn) {
            return;
        }
        LOG.info("{} is withdrawn", id);
        if (slot.withdraw(nanoTime.getAsLong())) {
            table.remove(id, slot);
            changed.run();
        }
    }

    private void lookForMemory() {
        LackingVersions.Look look;
        synchronized (table) {
            look = lacking.look();
            Map.Entry<VersionId, Slot> fits = look.fits();
            if (fits != null) {
                loading.start(fits.getKey(), fits.getValue(), fits.getValue().fits());
            }
        }
        loader.keepMemoryForVersions(look.fits() != null || look.waiting());
        if (look.waiting()) {
            ready().forEach(ServedVersion::giveWay);
        }
        if (look.failed()) {
            changed.run();
        }
    }

    /**
     * Unloads every withdrawn version that was quiet for long enough; lets others rest, and loads
     * what did not fit into memory and now does. To be called each second or so.
     */
    public void unloadQuiet() {
        lookForMemory();
        List<Map.Entry<VersionId, Slot>> going = new ArrayList<>();
        synchronized (table) {
            long since = nanoTime.getAsLong() - settings.quiet().toNanos();
            for (Map.Entry<VersionId, Slot> entry : table.slots().entrySet()) {
                if (entry.getValue().tryUnload(since)) {
                    going.add(Map.entry(entry.getKey(), entry.getValue()));
                    table.hide(entry.getKey());
                }
            }
        }
        ready().forEach(ServedVersion::rest);
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
        table.remove(id, slot);
        changed.run();
    }

    /** How many ready versions merge their requests, or do not, for one reason. */
    public long countOf(Merging merging) {
        return ready().stream().filter(version -> version.mergeRule().merging() == merging).count();
    }

    /** Every version that this replica knows of. */
    public List<LoadedVersion> report() {
        return table.report();
    }

    /** The seals of every version that this replica knows of. */
    public Set<String> seals() {
        return table.seals();
    }

    /** Whether something is ready, or nothing that is assigned can still become so. */
    public boolean isSettled() {
        return table.isSettled();
    }
}
