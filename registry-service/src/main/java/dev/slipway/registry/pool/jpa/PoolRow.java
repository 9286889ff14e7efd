package dev.slipway.registry.pool.jpa;

import dev.slipway.registry.pool.Pool;
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

    @CreationTimestamp(source = SourceType.DB)
    @Column(updatable = false)
    private Instant createdAt;

    @UpdateTimestamp(source = SourceType.DB)
    private Instant updatedAt;

    @Version private long rowVersion;

    protected PoolRow() {}

    PoolRow sized(int min, int max) {
        minReplicas = min;
        maxReplicas = max;
        return this;
    }

    Pool toPool() {
        return new Pool(id, tenantId, name, minReplicas, maxReplicas, rowVersion);
    }
}
