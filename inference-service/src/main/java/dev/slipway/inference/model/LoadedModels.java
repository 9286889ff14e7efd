package dev.slipway.inference.model;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.replica.Heartbeat.LoadedVersion;
import dev.slipway.contract.replica.HeartbeatReply.Assignment;
import dev.slipway.contract.replica.LoadState;
import dev.slipway.inference.batching.Merging;
import dev.slipway.inference.cache.ResponseCache;
import dev.slipway.inference.refusal.Refusal;
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
 * What this replica has loaded. Requests read an immutable snapshot; changes are made under the
 * lock of the {@link VersionTable} by the heartbeat's loop and by a thread for each version that is
 * being loaded.
 */
public final class LoadedModels implements Residents {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedModels.class);

    private static final Refusal NOT_ASSIGNED =
            new Refusal(
                    ErrorCode.NOT_READY,
                    "this version is not assigned here, or could not be loaded; its detail in GET"
                            + " /admin/v1/replicas says why");

    private final Room room;
    private final Runnable changed;
    private final VersionTable table = new VersionTable();
    private final Semaphore compiling = new Semaphore(1);
    private final ResidenceCounters residenceCounters = new ResidenceCounters();
    private final RestingVersions resting;
    private final WithdrawnVersions withdrawn;
    private final LackingVersions lacking;
    private final LoadingVersions loading;
    private final ReturningVersions returning;

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
        this.room = loader.room();
        this.changed = changed;
        this.resting =
                new RestingVersions(
                        room,
                        table,
                        settings,
                        nanoTime,
                        residenceCounters,
                        unloaded,
                        changed,
                        this::wantedBack);
        this.withdrawn =
                new WithdrawnVersions(table, resting, settings, nanoTime, unloaded, changed);
        this.lacking = new LackingVersions(room, resting, table.slots(), nanoTime);
        this.loading =
                new LoadingVersions(
                        loader, table, lacking, resting, responses, compiling, nanoTime, changed);
        this.returning =
                new ReturningVersions(
                        loading,
                        resting,
                        table,
                        compiling,
                        nanoTime,
                        residenceCounters,
                        settings.idle());
    }

    private List<ArrivalSink> wantedBack(VersionId id, Slot slot) {
        return returning.begin(id, slot);
    }

    /** The version if it is in memory and stays there; the caller releases it. */
    public @Nullable ServedVersion use(VersionId id) {
        ServedVersion version = table.ready().get(id);
        return version != null && version.tryUse() ? version : null;
    }

    /** What is known of a version that is ready, wherever it is kept; else null. */
    public @Nullable VersionFacts facts(VersionId id) {
        return table.known().get(id);
    }

    /** Every version that is in memory now. */
    public Collection<ServedVersion> ready() {
        return table.ready().values();
    }

    /** Every version that is ready now, wherever it is kept. */
    public Collection<VersionFacts> known() {
        return table.known().values();
    }

    /**
     * Tells somebody when a version is in memory, and begins to bring it there where it rests. Does
     * not wait, but for a lock that nobody holds for long.
     *
     * @param who each true is ended by one of its methods, or by {@link #leave}
     * @return false where it does not come, and nobody is told
     */
    public boolean await(VersionId id, ArrivalSink who) {
        return returning.await(id, who);
    }

    /** Somebody waits no longer, whether or not it was told meanwhile. */
    public void leave(VersionId id, ArrivalSink who) {
        returning.leave(id, who);
    }

    @Override
    public @Nullable Residence residence(VersionId id) {
        return table.residence(id);
    }

    @Override
    public @Nullable Refusal refusalToLoad(VersionId id) throws InterruptedException {
        LoadByName wait = new LoadByName();
        if (!returning.await(id, wait)) {
            return NOT_ASSIGNED;
        }
        try {
            return wait.refusal();
        } finally {
            returning.leave(id, wait);
        }
    }

    @Override
    public boolean unload(VersionId id) {
        return resting.leaves(id);
    }

    /** Where each ready version is kept. */
    public Map<VersionId, Residence> residences() {
        return table.residences();
    }

    /** How often versions left memory and came back. */
    public ResidenceCounters residenceCounters() {
        return residenceCounters;
    }

    /**
     * Loads what is new, gives what is there its settings, and marks what is no longer assigned as
     * withdrawn.
     */
    public void apply(List<Assignment> assignments) {
        Map<VersionId, Slot> gone = new HashMap<>();
        synchronized (table) {
            Set<VersionId> wanted = new HashSet<>();
            for (Assignment assignment : assignments) {
                VersionId id = new VersionId(assignment.model(), assignment.version());
                wanted.add(id);
                want(id, assignment);
            }
            for (Map.Entry<VersionId, Slot> entry : List.copyOf(table.slots().entrySet())) {
                if (!wanted.contains(entry.getKey())
                        && withdrawn.withdraw(entry.getKey(), entry.getValue())) {
                    gone.put(entry.getKey(), entry.getValue());
                }
            }
        }
        gone.forEach((id, slot) -> resting.goes(id, slot, Rest.GONE));
    }

    private void want(VersionId id, Assignment assignment) {
        Slot slot = table.slot(id);
        VersionSettings wish = VersionSettings.of(assignment.settings());
        if (slot == null) {
            begin(id, assignment.manifestSha256(), wish);
        } else if (slot.state != LoadState.UNLOADING) {
            slot.withdrawn = false;
            if (slot.changes(wish)) {
                LOG.info("{} has other settings: {}", id, wish);
            }
        }
    }

    private void begin(VersionId id, String seal, VersionSettings wish) {
        Slot slot = new Slot(seal, wish);
        table.add(id, slot);
        LOG.info("{} is assigned", id);
        loading.start(id, slot, null);
        changed.run();
    }

    private void lookForMemory() {
        LackingVersions.Look look;
        boolean begun = true;
        synchronized (table) {
            look = lacking.look();
            Map.Entry<VersionId, Slot> fits = look.fits();
            if (fits != null) {
                begun = loading.start(fits.getKey(), fits.getValue(), fits.getValue().fits());
            }
        }
        boolean returns = returning.tryAgain();
        room.keepForVersions(look.fits() != null || look.waiting() || returns);
        if (look.waiting()) {
            ready().forEach(ServedVersion::giveWay);
        }
        if (look.failed() || !begun) {
            returning.refuseFailed();
            changed.run();
        }
    }

    /**
     * Unloads every withdrawn version that was quiet for long enough; lets others rest, and loads
     * what did not fit into memory and now does. To be called each second or so.
     */
    public void unloadQuiet() {
        lookForMemory();
        resting.files().unmapOld();
        List<Map.Entry<VersionId, Slot>> going = withdrawn.takeQuiet();
        ready().forEach(ServedVersion::rest);
        withdrawn.unload(going);
    }

    /** How many ready versions merge their requests, or do not, for one reason. */
    public long countOf(Merging merging) {
        return known().stream().filter(facts -> facts.mergeRule().merging() == merging).count();
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
