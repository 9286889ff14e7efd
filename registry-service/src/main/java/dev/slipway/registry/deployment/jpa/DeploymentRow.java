package dev.slipway.registry.deployment.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.SourceType;
import org.hibernate.annotations.UpdateTimestamp;
import org.hibernate.annotations.UuidGenerator;

@Entity
@Table(name = "deployments")
@SuppressWarnings({"NullAway.Init", "unused"})
class DeploymentRow {
    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    UUID id;

    String tenantId;
    UUID modelId;
    UUID poolId;
    long defaultTimeoutMs;

    @CreationTimestamp(source = SourceType.DB)
    @Column(updatable = false)
    private Instant createdAt;

    @UpdateTimestamp(source = SourceType.DB)
    private Instant updatedAt;

    @Version private long rowVersion;

    protected DeploymentRow() {}

    DeploymentRow(String tenantId, UUID modelId, UUID poolId, long defaultTimeoutMs) {
        this.tenantId = tenantId;
        this.modelId = modelId;
        this.poolId = poolId;
        this.defaultTimeoutMs = defaultTimeoutMs;
    }
}
