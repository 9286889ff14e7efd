package dev.slipway.registry.deployment.jpa;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

interface DeploymentRows extends JpaRepository<DeploymentRow, UUID> {
    Optional<DeploymentRow> findByModelId(UUID modelId);
}
