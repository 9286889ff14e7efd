package dev.slipway.gateway.routing;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.document.RoutingDocument.RoutedVersion;
import dev.slipway.contract.document.RoutingDocument.ServedVersion;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.dialect.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** A routing document, compiled once for all requests that use it; immutable. */
public final class RoutingTable {
    /** What a name leads to. */
    public sealed interface Resolution {
        /** One or more versions may answer; the first that traffic chooses. */
        record Routed(RouteOfModel model, List<RouteOfVersion> versions) implements Resolution {}

        record Missing(Refusal refusal) implements Resolution {}
    }

    /** A model and its versions. */
    public record RouteOfModel(RoutedModel model, List<RouteOfVersion> versions) {}

    /** A version and the replicas that have it ready. */
    public record RouteOfVersion(int version, int trafficPercent, List<RouteToReplica> replicas) {}

    /** A replica as this document sees it. */
    public record RouteToReplica(Replica replica, int queueLimit, boolean suspect) {}

    private final RoutingDocument document;
    private final Map<String, RouteOfModel> models;

    private RoutingTable(RoutingDocument document, Map<String, RouteOfModel> models) {
        this.document = document;
        this.models = models;
    }

    public static RoutingTable of(RoutingDocument document, ReplicaFleet fleet) {
        Map<ServedVersion, List<RouteToReplica>> serving = new HashMap<>();
        for (RoutedReplica replica : document.replicas()) {
            if (replica.state() != ReplicaState.READY && replica.state() != ReplicaState.SUSPECT) {
                continue;
            }
            RouteToReplica route =
                    new RouteToReplica(
                            fleet.of(replica),
                            Math.max(1, replica.queueLimit()),
                            replica.state() == ReplicaState.SUSPECT);
            for (ServedVersion served : replica.serves()) {
                serving.computeIfAbsent(served, _ -> new ArrayList<>()).add(route);
            }
        }
        Map<String, RouteOfModel> models = new TreeMap<>();
        for (RoutedModel model : document.models()) {
            List<RouteOfVersion> versions = new ArrayList<>();
            for (RoutedVersion version : model.versions()) {
                versions.add(
                        new RouteOfVersion(
                                version.version(),
                                version.trafficPercent(),
                                List.copyOf(
                                        serving.getOrDefault(
                                                new ServedVersion(model.name(), version.version()),
                                                List.of()))));
            }
            models.put(model.name(), new RouteOfModel(model, List.copyOf(versions)));
        }
        return new RoutingTable(document, models);
    }

    public DocumentNumber number() {
        return document.version();
    }

    public List<RoutedModel> models() {
        return document.models();
    }

    public Resolution resolve(ModelName name) {
        RouteOfModel route = models.get(name.name());
        if (route == null) {
            return missing(
                    ErrorCode.MODEL_NOT_FOUND,
                    "There is no model \""
                            + name.name()
                            + "\". GET /v1/models lists the models that are served.");
        }
        if (route.versions().isEmpty()) {
            return missing(
                    ErrorCode.MODEL_NOT_DEPLOYED,
                    "The model \""
                            + name.name()
                            + "\" is not deployed. Start a rollout with POST /admin/v1/models/"
                            + name.name()
                            + "/rollouts.");
        }
        if (name.pin() == null) {
            return new Resolution.Routed(route, route.versions());
        }
        for (RouteOfVersion version : route.versions()) {
            if (version.version() == name.pin()) {
                return new Resolution.Routed(route, List.of(version));
            }
        }
        return missing(
                ErrorCode.VERSION_NOT_SERVED,
                "The model \""
                        + name.name()
                        + "\" does not serve version "
                        + name.pin()
                        + " now. It serves "
                        + listed(route)
                        + ".");
    }

    /** Whether some replica that is not suspect has a version ready that the name leads to. */
    public boolean isReady(ModelName name) {
        if (!(resolve(name) instanceof Resolution.Routed routed)) {
            return false;
        }
        for (RouteOfVersion version : routed.versions()) {
            for (RouteToReplica route : version.replicas()) {
                if (!route.replica().isUnreachable() && !route.replica().isDraining()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String listed(RouteOfModel route) {
        StringJoiner versions = new StringJoiner(", ", "version ", "");
        for (RouteOfVersion version : route.versions()) {
            versions.add(Integer.toString(version.version()));
        }
        return versions.toString();
    }

    private static Resolution missing(ErrorCode code, String message) {
        return new Resolution.Missing(Refusal.of(code, message));
    }
}
