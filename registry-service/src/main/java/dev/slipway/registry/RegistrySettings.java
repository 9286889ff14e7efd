package dev.slipway.registry;

import dev.slipway.registry.deployment.DeploymentSettings;
import dev.slipway.registry.document.DocumentSettings;
import dev.slipway.registry.enrolment.TrustSettings;
import dev.slipway.registry.gateway.GatewaySettings;
import dev.slipway.registry.replica.ReplicaSettings;
import dev.slipway.registry.rollout.RolloutSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** All settings, one record per feature; a key that none of them knows stops the start. */
@ConfigurationProperties(prefix = "slipway", ignoreUnknownFields = false)
public record RegistrySettings(
        ProcessSettings process,
        TrustSettings trust,
        AccessSettings access,
        DocumentSettings document,
        GatewaySettings gateway,
        ReplicaSettings replica,
        RolloutSettings rollout,
        DeploymentSettings deployment) {}
