package dev.slipway.gateway.relay.metrics;

import dev.slipway.gateway.relay.RelayCounts;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Counts attempts. */
@Configuration(proxyBeanMethods = false)
public class AttemptCountersConfiguration {
    @Bean
    RelayCounts relayCounts(MeterRegistry metrics) {
        return new AttemptCounters(metrics);
    }
}
