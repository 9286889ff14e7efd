package dev.slipway.gateway.relay;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.contract.openinference.RepositoryIndexResponse;
import dev.slipway.contract.openinference.RepositoryIndexResponse.ModelIndex;
import dev.slipway.gateway.dialect.IndexEntry;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.dialect.Operation;
import dev.slipway.gateway.relay.ReplicaRound.Errand;
import dev.slipway.gateway.relay.WholeReplicas.WholeAnswer;
import dev.slipway.gateway.routing.Replica;
import dev.slipway.gateway.routing.RepositoryIndex;
import dev.slipway.gateway.routing.RoutingTable;
import dev.slipway.gateway.routing.RoutingTable.Resolution;
import dev.slipway.gateway.routing.RoutingTable.RouteOfVersion;
import dev.slipway.gateway.routing.RoutingTable.RouteToReplica;
import dev.slipway.trust.Caller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes the index of what a caller may ask, and asks each replica once which versions rest there.
 * What a replica does not tell in time is taken to be in memory.
 */
public final class IndexRound {
    /** Of the whole round. */
    private static final long PATIENCE_MILLIS = 2_000;

    private static final String READY = "READY";

    private IndexRound() {}

    /**
     * Whose index it is.
     *
     * @param readyOnly whether what cannot be asked now is left out
     */
    public record Wanted(RoutingTable table, Caller caller, boolean readyOnly) {}

    /**
     * Begins on the request's thread.
     *
     * @param whoAsks is told once, unless the round is cancelled first
     */
    public static Cancel begin(
            WholeReplicas replicas,
            Wanted wanted,
            ReplicaRound.Asked asked,
            RequestThread thread,
            Consumer<List<IndexEntry>> whoAsks) {
        return ReplicaRound.begin(
                replicas,
                errands(wanted),
                asked,
                PATIENCE_MILLIS,
                thread,
                new Heard(wanted, whoAsks));
    }

    /** One to each replica: any version that it has is its address. */
    private static List<Errand> errands(Wanted wanted) {
        List<Errand> errands = new ArrayList<>();
        Set<Replica> named = new HashSet<>();
        for (RoutedModel model : RepositoryIndex.callable(wanted.table(), wanted.caller())) {
            if (wanted.table().resolve(new ModelName(model.name(), null))
                    instanceof Resolution.Routed routed) {
                for (RouteOfVersion version : routed.versions()) {
                    add(errands, named, model.name(), version);
                }
            }
        }
        return errands;
    }

    private static void add(
            List<Errand> errands, Set<Replica> named, String model, RouteOfVersion version) {
        for (RouteToReplica route : version.replicas()) {
            Replica replica = route.replica();
            if (!replica.isUnreachable() && !replica.isDraining() && named.add(replica)) {
                errands.add(new Errand(Operation.INDEX, replica, model, version.version()));
            }
        }
    }

    /** What the replicas said. */
    private static final class Heard implements ReplicaRound.Hearer {
        private final Wanted wanted;
        private final Consumer<List<IndexEntry>> whoAsks;
        // By name and number, as m@3.
        private final Set<String> loaded = new HashSet<>();
        private final Map<String, String> resting = new HashMap<>();

        Heard(Wanted wanted, Consumer<List<IndexEntry>> whoAsks) {
            this.wanted = wanted;
            this.whoAsks = whoAsks;
        }

        @Override
        public void answered(int at, WholeAnswer answer) {
            if (answer.status() != 200) {
                return;
            }
            try {
                RepositoryIndexResponse.parseFrom(answer.body()).getModelsList().forEach(this::add);
            } catch (InvalidProtocolBufferException unreadable) {
                // A replica whose answer cannot be read counts as one that gave none.
            }
        }

        private void add(ModelIndex one) {
            String version = one.getName() + "@" + one.getVersion();
            if (one.getState().equals(READY)) {
                loaded.add(version);
            } else {
                resting.putIfAbsent(version, one.getReason());
            }
        }

        @Override
        public void over(boolean inTime) {
            resting.keySet().removeAll(loaded);
            whoAsks.accept(
                    RepositoryIndex.of(
                            wanted.table(), wanted.caller(), wanted.readyOnly(), resting));
        }
    }
}
