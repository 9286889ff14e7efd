package dev.slipway.inference.signals;

import dev.slipway.contract.signal.ReplicaSignal;
import dev.slipway.contract.signal.ReplicaSignal.VersionLoad;
import dev.slipway.contract.signal.ReplicaSignal.VersionRest;
import dev.slipway.contract.signal.Signals;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.memory.RecentMemory;
import dev.slipway.inference.model.LoadedModels;
import dev.slipway.inference.model.Residence;
import dev.slipway.inference.model.ServedVersion;
import dev.slipway.inference.model.VersionFacts;
import dev.slipway.inference.model.VersionId;
import dev.slipway.inference.serving.InFlight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** What this replica has under way and does, as it is at a moment. */
public final class ReplicaLoad {
    private static final Comparator<VersionLoad> BUSIEST =
            Comparator.comparingInt(VersionLoad::inFlight).reversed();
    private static final Comparator<WholeLoad.OfVersion> MOST_FIRST =
            Comparator.comparingInt(WholeLoad.OfVersion::inFlight).reversed();

    private final UUID instance;
    private final InFlight inFlight;
    private final RunCounters runs;
    private final LoadedModels models;
    private final RecentMemory memory;

    public ReplicaLoad(
            UUID instance,
            InFlight inFlight,
            RunCounters runs,
            LoadedModels models,
            RecentMemory memory) {
        this.instance = instance;
        this.inFlight = inFlight;
        this.runs = runs;
        this.models = models;
        this.memory = memory;
    }

    /** The load now, as the autoscaler reads it. */
    public ReplicaSignal now() {
        List<VersionLoad> versions =
                models.known().stream()
                        .map(version ->
                                new VersionLoad(
                                        version.id().model(),
                                        version.id().version(),
                                        version.admission().requests()))
                        .filter(load -> load.inFlight() > 0)
                        .sorted(BUSIEST)
                        .limit(Signals.MOST_ENTRIES)
                        .toList();
        int queued = Math.clamp(runs.queued(), 0, Integer.MAX_VALUE);
        return new ReplicaSignal(instance, inFlight.count(), queued, versions, resting());
    }

    private List<VersionRest> resting() {
        return models.residences().entrySet().stream()
                .filter(kept -> kept.getValue() != Residence.LOADED)
                .map(kept ->
                        new VersionRest(
                                kept.getKey().model(),
                                kept.getKey().version(),
                                kept.getValue().word()))
                .limit(Signals.MOST_ENTRIES)
                .toList();
    }

    /** All that is known of the load now. */
    public WholeLoad whole() {
        Map<VersionId, Long> waits = waitsInMemory();
        long comeback = models.residenceCounters().meanComebackNanos();
        List<WholeLoad.OfVersion> versions = new ArrayList<>();
        for (VersionFacts version : models.known()) {
            VersionId id = version.id();
            RunCounters own = runs.find(new RunCounters.Version(id.model(), id.version()));
            Residence residence = models.residence(id);
            if (own != null && residence != null) {
                versions.add(of(version, residence, waits.getOrDefault(id, comeback), own));
            }
        }
        versions.sort(MOST_FIRST);
        int told = Math.min(versions.size(), Signals.MOST_ENTRIES);
        long free = memory.freeBytes();
        return new WholeLoad(
                instance,
                inFlight.count(),
                runs.queued(),
                tenths(runs.rowsPerSecond()),
                free == RecentMemory.UNKNOWN ? null : free,
                List.copyOf(versions.subList(0, told)));
    }

    private Map<VersionId, Long> waitsInMemory() {
        Map<VersionId, Long> waits = new HashMap<>();
        for (ServedVersion version : models.ready()) {
            waits.put(version.id(), version.queue().predictedWaitNanos());
        }
        return waits;
    }

    private static WholeLoad.OfVersion of(
            VersionFacts version, Residence residence, long waitNanos, RunCounters own) {
        VersionId id = version.id();
        return new WholeLoad.OfVersion(
                id.model(),
                id.version(),
                residence.word(),
                version.admission().requests(),
                own.queued(),
                tenths((double) waitNanos / TimeUnit.MILLISECONDS.toNanos(1)),
                tenths(own.rowsPerSecond()),
                tenths(own.widthPerSecond()));
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
