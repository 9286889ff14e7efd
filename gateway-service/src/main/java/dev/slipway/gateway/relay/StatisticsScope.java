package dev.slipway.gateway.relay;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.access.Authenticator;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.routing.RepositoryIndex;
import dev.slipway.gateway.routing.RoutingTable;
import dev.slipway.gateway.routing.RoutingTable.Resolution;
import dev.slipway.gateway.routing.RoutingTable.RouteOfVersion;
import dev.slipway.trust.Caller;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which versions' statistics a caller is told. */
public sealed interface StatisticsScope {
    /** More are not asked for in one round. */
    int MOST_VERSIONS = 256;

    record Versions(List<OneVersion> versions) implements StatisticsScope {}

    record Refused(Refusal refusal) implements StatisticsScope {}

    /** A version and where it is served. */
    record OneVersion(String model, RouteOfVersion route) {}

    /**
     * Of one model all versions that are served, or the one that its name insists on.
     *
     * @param model null for all that the caller may ask
     */
    static StatisticsScope of(RoutingTable table, Caller caller, @Nullable ModelName model) {
        if (model == null) {
            return ofAll(table, caller);
        }
        Refusal refusal = Authenticator.refusal(caller, Action.READ, model.name());
        if (refusal != null) {
            return new Refused(refusal);
        }
        return switch (table.resolve(model, caller.tenantId())) {
            case Resolution.Missing(Refusal missing) -> new Refused(missing);
            case Resolution.Routed routed ->
                    new Versions(versions(model.name(), routed.versions()));
        };
    }

    private static StatisticsScope ofAll(RoutingTable table, Caller caller) {
        List<OneVersion> all = new ArrayList<>();
        for (RoutedModel model : RepositoryIndex.callable(table, caller)) {
            if (table.resolve(new ModelName(model.name(), null))
                    instanceof Resolution.Routed routed) {
                all.addAll(versions(model.name(), routed.versions()));
            }
        }
        return all.size() <= MOST_VERSIONS
                ? new Versions(all)
                : new Refused(
                        Refusal.of(
                                ErrorCode.INVALID_REQUEST,
                                "There are more than "
                                        + MOST_VERSIONS
                                        + " versions. Ask for the statistics of one model."));
    }

    private static List<OneVersion> versions(String model, List<RouteOfVersion> routes) {
        return routes.stream().map(route -> new OneVersion(model, route)).toList();
    }
}
