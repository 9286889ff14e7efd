package dev.slipway.gateway.quarantine.metrics;

import dev.slipway.gateway.quarantine.Quarantine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Shows what is in quarantine. */
@Configuration(proxyBeanMethods = false)
public class QuarantineMetricsConfiguration {
    @Bean
    MeterBinder quarantineGauges(Quarantine quarantine) {
        return registry -> {
            Gauge.builder("slipway.gateway.quarantine.bodies", quarantine, Quarantine::count)
                    .description("Bodies that are refused because replicas died on them")
                    .strongReference(true)
                    .register(registry);
            Gauge.builder("slipway.gateway.quarantine.watched", quarantine, Quarantine::watched)
                    .description("Bodies that a connection to a replica was lost with lately")
                    .strongReference(true)
                    .register(registry);
        };
    }
}
