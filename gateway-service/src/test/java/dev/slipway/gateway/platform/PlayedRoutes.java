package dev.slipway.gateway.platform;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.RoutingDocument.RoutedAlias;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.document.RoutingDocument.RoutedVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The models that a fake registry routes, in documents that follow one another. */
final class PlayedRoutes {
    private final AtomicLong number = new AtomicLong(1);
    private final List<RoutedModel> models = new ArrayList<>();

    /** All traffic goes to the last version. */
    void model(String name, int... versions) {
        models.removeIf(model -> model.name().equals(name));
        List<RoutedVersion> routed = new ArrayList<>();
        for (int version : versions) {
            routed.add(
                    new RoutedVersion(
                            version,
                            version == versions[versions.length - 1] ? 100 : 0,
                            null,
                            1_700_000_000_000L));
        }
        models.add(new RoutedModel(name, "default", 60_000, 3, routed));
    }

    void alias(String model, String alias, int version) {
        models.replaceAll(
                one -> one.name().equals(model) ? with(one, new RoutedAlias(alias, version)) : one);
    }

    private static RoutedModel with(RoutedModel model, RoutedAlias alias) {
        List<RoutedAlias> aliases = new ArrayList<>(model.aliases());
        aliases.removeIf(known -> known.name().equals(alias.name()));
        aliases.add(alias);
        return new RoutedModel(
                model.name(),
                model.tenantId(),
                model.defaultTimeoutMs(),
                model.latestVersion(),
                model.versions(),
                aliases);
    }

    /** The next document, with exactly these replicas. */
    RoutingDocument next(RoutedReplica... replicas) {
        return new RoutingDocument(
                new DocumentNumber(1, number.getAndIncrement()),
                List.copyOf(models),
                List.of(replicas));
    }
}
