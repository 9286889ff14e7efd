package dev.slipway.store.layout.yaml;

import dev.slipway.store.layout.DeclarationReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The reader of {@code slipway.yaml}. */
@Configuration(proxyBeanMethods = false)
public class YamlConfiguration {
    @Bean
    DeclarationReader declarationReader() {
        return new YamlDeclarationReader();
    }
}
