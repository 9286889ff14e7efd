package dev.slipway.gateway.document.http;

import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.gateway.GatewaySettings;
import dev.slipway.gateway.access.KeyUseReporter;
import dev.slipway.gateway.document.DocumentSource;
import dev.slipway.gateway.document.Goodbye;
import dev.slipway.gateway.signals.GatewayIdentity;
import dev.slipway.trust.Role;
import dev.slipway.trust.Wallet;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Follows the registry. */
@Configuration(proxyBeanMethods = false)
public class RegistryDocumentsConfiguration {
    @Bean
    RegistryDocuments registryDocuments(
            GatewaySettings settings, Wallet wallet, GatewayIdentity identity, JsonMapper json) {
        return new RegistryDocuments(
                settings.registryUrl(), wallet.towards(Role.REGISTRY), identity, json);
    }

    @Bean
    DocumentSource<RoutingDocument> routingSource(RegistryDocuments registry) {
        return registry.routing();
    }

    @Bean
    DocumentSource<AccessDocument> accessSource(RegistryDocuments registry) {
        return registry.access();
    }

    @Bean
    KeyUseReporter.Registry keyUseRegistry(RegistryDocuments registry) {
        return registry.keyUse();
    }

    @Bean
    Goodbye goodbye(RegistryDocuments registry) {
        return registry.goodbye();
    }
}
