package dev.slipway.inference.signals;

import dev.slipway.contract.signal.ReplicaSignal;
import dev.slipway.contract.signal.ReplicaSignal.VersionLoad;
import dev.slipway.contract.signal.ReplicaSignal.VersionRest;
import dev.slipway.contract.signal.Signals;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.model.LoadedModels;
import dev.slipway.inference.model.Residence;
import dev.slipway.inference.serving.InFlight;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** What this replica has under way, as it is at a moment. */
public final class ReplicaLoad {
    private static final Comparator<VersionLoad> BUSIEST =
            Comparator.comparingInt(VersionLoad::inFlight).reversed();

    private final UUID instance;
    private final InFlight inFlight;
    private final RunCounters runs;
    private final LoadedModels models;

    public ReplicaLoad(UUID instance, InFlight inFlight, RunCounters runs, LoadedModels models) {
        this.instance = instance;
        this.inFlight = inFlight;
        this.runs = runs;
        this.models = models;
    }

    /** The load now. */
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
}
