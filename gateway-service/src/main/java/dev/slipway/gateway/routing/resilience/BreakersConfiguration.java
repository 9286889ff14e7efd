package dev.slipway.gateway.routing.resilience;

import dev.slipway.gateway.routing.Breakers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Ejects by Resilience4j. */
@Configuration(proxyBeanMethods = false)
public class BreakersConfiguration {
    @Bean
    Breakers breakers() {
        return new ResilienceBreakers();
    }
}
