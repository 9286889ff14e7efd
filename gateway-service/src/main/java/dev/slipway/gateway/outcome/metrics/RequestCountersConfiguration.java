package dev.slipway.gateway.outcome.metrics;

import dev.slipway.gateway.outcome.AcceptedRequests;
import dev.slipway.gateway.outcome.OutcomeLedger;
import dev.slipway.gateway.outcome.RequestDurations;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Counts requests. */
@Configuration(proxyBeanMethods = false)
public class RequestCountersConfiguration {
    @Bean
    AcceptedRequests acceptedRequests(MeterRegistry metrics) {
        return RequestCounters.accepted(metrics);
    }

    @Bean
    RequestDurations requestDurations(MeterRegistry metrics) {
        return new DurationTimers(metrics);
    }

    @Bean
    OutcomeLedger outcomeLedger(MeterRegistry metrics) {
        return RequestCounters.outcomes(metrics);
    }
}
