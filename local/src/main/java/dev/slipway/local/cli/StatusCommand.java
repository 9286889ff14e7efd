package dev.slipway.local.cli;

import dev.slipway.local.control.ControlRefusal;
import dev.slipway.local.deploy.PublicApi;
import dev.slipway.local.deploy.PublicApi.ApiRefusal;
import dev.slipway.local.deploy.PublicApi.ModelStatus;
import dev.slipway.local.deploy.PublicApi.PoolScale;
import dev.slipway.local.deploy.PublicApi.PoolSize;
import dev.slipway.local.deploy.PublicApi.ReplicaStatus;
import dev.slipway.local.deploy.http.ApiConfiguration;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "status", description = "Shows services, models, versions and replicas.")
final class StatusCommand implements Callable<Integer> {
    @Mixin private final DataOption data = new DataOption();

    @Override
    public Integer call() throws IOException, ControlRefusal {
        data.control().ask("status", Duration.ofSeconds(10), System.out::println);
        URI gateway;
        try {
            gateway = data.gateway();
        } catch (ControlRefusal notYet) {
            System.out.println("\nThe gateway does not serve yet.");
            return 0;
        }
        System.out.println("\nGateway: " + gateway + ", gRPC: " + data.grpc());
        try {
            show(ApiConfiguration.api(gateway, data.adminKey()));
        } catch (ApiRefusal | IOException away) {
            System.out.println(
                    "Models and replicas cannot be shown: " + Sentences.of(away, data.again()));
        }
        return 0;
    }

    private static void show(PublicApi api) throws IOException, ApiRefusal {
        System.out.printf("%n%-28s %8s  %s%n", "MODEL", "VERSIONS", "SERVED");
        for (ModelStatus model : api.models()) {
            System.out.printf("%-28s %8d  %s%n", model.name(), model.versions(), served(model));
        }
        List<ReplicaStatus> replicas = api.replicas();
        System.out.printf("%n%-28s %8s  %s%n", "POOL", "BOUNDS", "SIZE");
        Map<String, PoolScale> scales = scales(api);
        for (PoolSize pool : api.pools()) {
            System.out.printf(
                    "%-28s %8s  %s%n",
                    pool.name(),
                    pool.min() + " to " + pool.max(),
                    size(pool.name(), scales.get(pool.name()), replicas));
        }
        System.out.println();
        ReplicaTable.lines(replicas).forEach(System.out::println);
    }

    /** None where the autoscaler is away: sizes hold, and nobody says why. */
    private static Map<String, PoolScale> scales(PublicApi api) throws IOException {
        try {
            return api.scaling().stream()
                    .collect(Collectors.toMap(PoolScale::name, Function.identity()));
        } catch (ApiRefusal away) {
            return Map.of();
        }
    }

    private static String size(
            String pool, @Nullable PoolScale scale, List<ReplicaStatus> replicas) {
        return scale == null
                ? ready(pool, replicas) + " ready (the autoscaler is away)"
                : "%d wanted (%s), %d ready"
                        .formatted(scale.wanted(), scale.reason(), scale.ready());
    }

    private static String served(ModelStatus model) {
        String served = model.isDeployed() ? model.served() : "-";
        return model.rollout().isEmpty() ? served : served + " (rollout: " + model.rollout() + ")";
    }

    private static long ready(String pool, List<ReplicaStatus> replicas) {
        return replicas.stream()
                .filter(replica -> replica.pool().equals(pool) && replica.state().equals("ready"))
                .count();
    }
}
