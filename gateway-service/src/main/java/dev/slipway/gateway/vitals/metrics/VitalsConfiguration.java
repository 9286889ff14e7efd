package dev.slipway.gateway.vitals.metrics;

import dev.slipway.gateway.document.AppliedDocuments;
import dev.slipway.gateway.hold.Hold;
import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.outcome.InFlight;
import dev.slipway.gateway.relay.OpenStreams;
import dev.slipway.gateway.routing.ReplicaFleet;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Shows what the door holds. */
@Configuration(proxyBeanMethods = false)
public class VitalsConfiguration {
    @Bean
    ReplicaGauges replicaGauges(
            MeterRegistry metrics,
            ReplicaFleet fleet,
            InFlight inFlight,
            Hold hold,
            ByteBudget keptBytes,
            OpenStreams streams,
            AppliedDocuments documents) {
        DoorGauges.register(metrics, inFlight, hold, keptBytes, streams, documents);
        ReplicaGauges gauges = new ReplicaGauges(metrics, fleet);
        documents.onRouting(gauges::replicasChanged);
        return gauges;
    }
}
