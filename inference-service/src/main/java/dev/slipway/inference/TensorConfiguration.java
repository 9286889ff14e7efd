package dev.slipway.inference;

import dev.slipway.inference.tensor.BufferPool;
import dev.slipway.inference.tensor.metrics.TensorMetricsConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where large tensors lie. */
@Configuration(proxyBeanMethods = false)
class TensorConfiguration {
    @Bean
    BufferPool bufferPool(InferenceSettings settings, MeterRegistry meters) {
        BufferPool pool = new BufferPool(settings.bufferPool());
        TensorMetricsConfiguration.publish(meters, pool);
        return pool;
    }
}
