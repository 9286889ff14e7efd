package dev.slipway.store.upload.metrics;

import dev.slipway.store.upload.UploadIntake;
import dev.slipway.store.upload.UploadSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How many uploads are under way, and how many may be; outcomes are in the server's requests. */
@Configuration(proxyBeanMethods = false)
public class UploadMetricsConfiguration {
    @Bean
    MeterBinder uploadMetrics(UploadIntake intake, UploadSettings settings) {
        return registry -> {
            Gauge.builder("slipway.store.uploads.under_way", intake, UploadIntake::underWay)
                    .register(registry);
            Gauge.builder("slipway.store.uploads.limit", settings, bounds -> bounds.maxConcurrent())
                    .register(registry);
        };
    }
}
