package dev.slipway.gateway.vitals.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.routing.FakeBreaker;
import dev.slipway.gateway.routing.ReplicaFleet;
import dev.slipway.gateway.routing.RoutingTable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplicaGaugesTest {
    private final FakeBreaker breaker = new FakeBreaker();
    private final ReplicaFleet fleet = new ReplicaFleet(_ -> breaker);
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ReplicaGauges gauges = new ReplicaGauges(registry, fleet);
    private long number;

    @Test
    void aSeriesLivesAsLongAsItsReplica() {
        RoutedReplica stays = replica();
        RoutedReplica goes = replica();
        apply(List.of(stays, goes));
        Gauge before = ejected(stays);

        apply(List.of(stays, replica()));

        assertThat(ejected(stays)).isSameAs(before);
        assertThat(
                        registry.find("slipway.gateway.replica.ejected")
                                .tag("replica", goes.instance().toString())
                                .gauge())
                .isNull();
        assertThat(registry.find("slipway.gateway.replica.waiting").gauges()).hasSize(2);
        assertThat(registry.find("slipway.gateway.replica.in.flight").gauges()).hasSize(2);
    }

    @Test
    void aSeriesShowsTheReplicaThatHasTheNameNow() {
        RoutedReplica first = replica();
        apply(List.of(first));
        breaker.open = true;

        apply(
                List.of(
                        new RoutedReplica(
                                first.instance(),
                                "default",
                                "elsewhere:1",
                                ReplicaState.READY,
                                8,
                                List.of())));

        assertThat(ejected(first).value()).isEqualTo(1);
    }

    @Test
    void aScrapeWhileReplicasComeAndGoNeverFails() {
        List<RoutedReplica> stay = Stream.generate(ReplicaGaugesTest::replica).limit(100).toList();
        apply(stay);
        CompletableFuture<Void> scrapes =
                CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 200; i++) {
                        assertThat(registry.scrape()).contains("slipway_gateway_replica_waiting{");
                    }
                });

        while (!scrapes.isDone()) {
            apply(Stream.concat(stay.stream(), Stream.of(replica())).toList());
        }

        scrapes.join();
    }

    private Gauge ejected(RoutedReplica replica) {
        return registry.get("slipway.gateway.replica.ejected")
                .tag("replica", replica.instance().toString())
                .gauge();
    }

    private void apply(List<RoutedReplica> replicas) {
        RoutingDocument document =
                new RoutingDocument(new DocumentNumber(1, ++number), List.of(), replicas);
        var _ = RoutingTable.of(document, fleet);
        fleet.retain(document);
        gauges.replicasChanged();
    }

    private static RoutedReplica replica() {
        return new RoutedReplica(
                UUID.randomUUID(), "default", "a:1", ReplicaState.READY, 8, List.of());
    }
}
