package dev.slipway.gateway.relay.metrics;

import dev.slipway.gateway.relay.ReaderCounts;
import dev.slipway.gateway.relay.RelayCounts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Counts attempts, and clients that do not read. */
@Configuration(proxyBeanMethods = false)
public class AttemptCountersConfiguration {
    @Bean
    RelayCounts relayCounts(MeterRegistry metrics) {
        return new AttemptCounters(metrics);
    }

    @Bean
    ReaderCounts readerCounts(MeterRegistry metrics) {
        Counter closed =
                Counter.builder("slipway.gateway.connections.unread")
                        .description(
                                "Connections that were closed since their clients did not read")
                        .register(metrics);
        return closed::increment;
    }
}
