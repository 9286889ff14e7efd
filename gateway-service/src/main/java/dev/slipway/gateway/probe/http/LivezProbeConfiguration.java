package dev.slipway.gateway.probe.http;

import dev.slipway.gateway.probe.LivenessProbe;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Probes over HTTP. */
@Configuration(proxyBeanMethods = false)
public class LivezProbeConfiguration {
    @Bean
    LivenessProbe livenessProbe() {
        return new LivezProbe();
    }
}
