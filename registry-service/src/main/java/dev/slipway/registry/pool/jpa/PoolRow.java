package dev.slipway.registry.pool.jpa;

import dev.slipway.registry.pool.Pool;
import dev.slipway.registry.pool.WantedSize;
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
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "pools")
@SuppressWarnings({"NullAway.Init", "unused"})
class PoolRow {
    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    private UUID id;

    private String tenantId;
    private String name;
    private int minReplicas;
    private int maxReplicas;
    private @Nullable Integer targetInFlight;

    @CreationTimestamp(source = SourceType.DB)
    @Column(updatable = false)
    private Instant createdAt;

    @UpdateTimestamp(source = SourceType.DB)
    private Instant updatedAt;

    @Version private long rowVersion;

    protected PoolRow() {}

    PoolRow sized(WantedSize size) {
        minReplicas = size.min();
        maxReplicas = size.max();
        targetInFlight = size.targetInFlight();
        return this;
    }

    Pool toPool() {
        return new Pool(id, tenantId, name, minReplicas, maxReplicas, targetInFlight, rowVersion);
    }
}
