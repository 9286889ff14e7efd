package dev.slipway.gateway.document.disk;

import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.gateway.GatewaySettings;
import dev.slipway.gateway.document.DocumentKeeper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the documents in the state directory. */
@Configuration(proxyBeanMethods = false)
public class DocumentFilesConfiguration {
    @Bean
    DocumentKeeper<RoutingDocument> keptRouting(GatewaySettings settings, JsonMapper json) {
        return new DocumentFile<>(
                settings.stateDirectory().resolve("routing.json"), RoutingDocument.class, json);
    }

    @Bean
    DocumentKeeper<AccessDocument> keptAccess(GatewaySettings settings, JsonMapper json) {
        return new DocumentFile<>(
                settings.stateDirectory().resolve("access.json"), AccessDocument.class, json);
    }
}
