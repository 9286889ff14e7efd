package dev.slipway.gateway.routing;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.RoutingDocument.RoutedAlias;
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
import org.jspecify.annotations.Nullable;

/** A routing document, compiled once for all requests that use it; immutable. */
public final class RoutingTable {
    /** What a name leads to. */
    public sealed interface Resolution {
        /** One or more versions may answer; the first that traffic chooses. */
        record Routed(RouteOfModel model, List<RouteOfVersion> versions) implements Resolution {}

        record Missing(Refusal refusal) implements Resolution {}
    }

    /** A model, its versions, and which of them its aliases name. */
    public record RouteOfModel(
            RoutedModel model, List<RouteOfVersion> versions, Map<String, Integer> aliases) {}

    /** A version and the replicas that have it ready. */
    public record RouteOfVersion(int version, int trafficPercent, List<RouteToReplica> replicas) {}

    /** A replica as this document sees it. */
    public record RouteToReplica(Replica replica, int queueLimit, boolean suspect) {}

    private static final long DEFAULT_TIMEOUT_MS = 60_000;

    /** More aliases are not named in a refusal: one that gRPC carries is a header. */
    private static final int MOST_NAMED = 20;

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
            models.put(
                    model.name(), new RouteOfModel(model, List.copyOf(versions), aliases(model)));
        }
        return new RoutingTable(document, models);
    }

    private static Map<String, Integer> aliases(RoutedModel model) {
        Map<String, Integer> aliases = HashMap.newHashMap(model.aliases().size());
        for (RoutedAlias alias : model.aliases()) {
            aliases.put(alias.name(), alias.version());
        }
        return aliases;
    }

    public DocumentNumber number() {
        return document.version();
    }

    public List<RoutedModel> models() {
        return document.models();
    }

    /** The deadline of a request for it that names none. */
    public long defaultTimeoutMs(ModelName name) {
        RouteOfModel route = models.get(name.name());
        return route != null && route.model().defaultTimeoutMs() > 0
                ? route.model().defaultTimeoutMs()
                : DEFAULT_TIMEOUT_MS;
    }

    /** Another tenant's model is as absent as one that never was. */
    public Resolution resolve(ModelName name, String tenantId) {
        RouteOfModel route = models.get(name.name());
        return route == null || route.model().tenantId().equals(tenantId)
                ? resolve(name)
                : noSuchModel(name);
    }

    /** For whoever was let in already. */
    public Resolution resolve(ModelName name) {
        RouteOfModel route = models.get(name.name());
        if (route == null) {
            return noSuchModel(name);
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
        if (name.alias() != null) {
            return ofAlias(route, name.alias());
        }
        if (name.pin() == null) {
            return new Resolution.Routed(route, route.versions());
        }
        RouteOfVersion pinned = served(route, name.pin());
        return pinned != null
                ? new Resolution.Routed(route, List.of(pinned))
                : notServed(
                        route,
                        "The model \""
                                + name.name()
                                + "\" does not serve version "
                                + name.pin()
                                + " now.");
    }

    private static Resolution noSuchModel(ModelName name) {
        return missing(
                ErrorCode.MODEL_NOT_FOUND,
                "There is no model \""
                        + name.name()
                        + "\". GET /v1/models lists the models that are served.");
    }

    private static Resolution ofAlias(RouteOfModel route, String alias) {
        Integer version = route.aliases().get(alias);
        if (version == null) {
            return missing(ErrorCode.VERSION_NOT_FOUND, noSuchAlias(route.model(), alias));
        }
        RouteOfVersion named = served(route, version);
        return named != null
                ? new Resolution.Routed(route, List.of(named))
                : notServed(
                        route,
                        "The alias \""
                                + alias
                                + "\" of the model \""
                                + route.model().name()
                                + "\" names version "
                                + version
                                + ", which is not served now.");
    }

    private static @Nullable RouteOfVersion served(RouteOfModel route, int number) {
        for (RouteOfVersion version : route.versions()) {
            if (version.version() == number) {
                return version;
            }
        }
        return null;
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

    private static Resolution notServed(RouteOfModel route, String why) {
        return missing(ErrorCode.VERSION_NOT_SERVED, why + " It serves " + listed(route) + ".");
    }

    private static String listed(RouteOfModel route) {
        StringJoiner versions = new StringJoiner(", ", "version ", "");
        for (RouteOfVersion version : route.versions()) {
            versions.add(Integer.toString(version.version()));
        }
        return versions.toString();
    }

    private static String noSuchAlias(RoutedModel model, String alias) {
        String none = "The model \"" + model.name() + "\" has no alias \"" + alias + "\"";
        int count = model.aliases().size();
        if (count == 0) {
            return none
                    + " and no other one. PUT /admin/v1/models/{model}/aliases/{alias} sets one.";
        }
        StringJoiner names = new StringJoiner(", ", none + ". It has ", "");
        for (RoutedAlias known : model.aliases().subList(0, Math.min(count, MOST_NAMED))) {
            names.add(known.name());
        }
        return names + (count > MOST_NAMED ? " and " + (count - MOST_NAMED) + " more." : ".");
    }

    private static Resolution missing(ErrorCode code, String message) {
        return new Resolution.Missing(Refusal.of(code, message));
    }
}
