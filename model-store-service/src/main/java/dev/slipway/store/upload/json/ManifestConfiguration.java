package dev.slipway.store.upload.json;

import dev.slipway.store.upload.ManifestWriter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The form of manifests. */
@Configuration(proxyBeanMethods = false)
public class ManifestConfiguration {
    @Bean
    ManifestWriter manifestWriter() {
        return new JsonManifestWriter();
    }
}
