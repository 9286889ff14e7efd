package dev.slipway.gateway.signals;

import dev.slipway.contract.signal.GatewaySignal;
import dev.slipway.contract.signal.GatewaySignal.HeldRequests;
import dev.slipway.contract.signal.GatewaySignal.ReplicaLoad;
import dev.slipway.contract.signal.Signals;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.hold.Hold;
import dev.slipway.gateway.hold.LateRefusals;
import dev.slipway.gateway.routing.Replica;
import dev.slipway.gateway.routing.ReplicaFleet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What this gateway has under way and what it holds, as it is at a moment. What was refused as late
 * counts as held: a pool would never grow for it otherwise.
 */
public final class DoorLoad {
    private static final Comparator<ReplicaLoad> BUSIEST =
            Comparator.comparingInt(ReplicaLoad::inFlight).reversed();
    private static final Comparator<HeldRequests> LONGEST =
            Comparator.comparingInt(HeldRequests::count)
                    .reversed()
                    .thenComparing(HeldRequests::model);

    private final String gateway;
    private final ReplicaFleet fleet;
    private final Hold hold;
    private final LateRefusals late;

    /**
     * Makes it.
     *
     * @param gateway the boot id under which the registry knows this process
     */
    public DoorLoad(String gateway, ReplicaFleet fleet, Hold hold, LateRefusals late) {
        this.gateway = gateway;
        this.fleet = fleet;
        this.hold = hold;
        this.late = late;
    }

    /** Whether a request waits for a replica. */
    public boolean isHolding() {
        return hold.count() > 0;
    }

    /** The load now. */
    public GatewaySignal now() {
        return new GatewaySignal(gateway, replicas(), held());
    }

    private List<ReplicaLoad> replicas() {
        List<ReplicaLoad> loads = new ArrayList<>();
        for (Replica replica : fleet.replicas()) {
            int inFlight = replica.inFlight();
            if (inFlight > 0) {
                loads.add(new ReplicaLoad(replica.instance(), inFlight));
            }
        }
        return loads.stream().sorted(BUSIEST).limit(Signals.MOST_ENTRIES).toList();
    }

    /** Lines are kept by what clients ask for, with or without a version; models are told. */
    private List<HeldRequests> held() {
        Map<String, Integer> byModel = new HashMap<>();
        add(hold.lengths(), byModel);
        add(late.counts(), byModel);
        return byModel.entrySet().stream()
                .map(entry -> new HeldRequests(entry.getKey(), entry.getValue()))
                .sorted(LONGEST)
                .limit(Signals.MOST_ENTRIES)
                .toList();
    }

    private static void add(Map<String, Integer> byKey, Map<String, Integer> byModel) {
        byKey.forEach((key, count) ->
                ModelName.parse(key)
                        .ifPresent(model -> byModel.merge(model.name(), count, Integer::sum)));
    }
}
