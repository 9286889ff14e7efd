package dev.slipway.store.layout.json;

import dev.slipway.store.layout.ModelConfigReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The reader of {@code config.json}. */
@Configuration(proxyBeanMethods = false)
public class ModelConfigConfiguration {
    @Bean
    ModelConfigReader modelConfigReader() {
        return new JsonModelConfigReader();
    }
}
