package dev.slipway.registry.model.jpa;

import dev.slipway.registry.model.Model;
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
@Table(name = "models")
@SuppressWarnings({"NullAway.Init", "unused"})
class ModelRow {
    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    private UUID id;

    private String tenantId;
    private String name;
    private int lastVersion;
    private @Nullable Instant deletedAt;

    @CreationTimestamp(source = SourceType.DB)
    @Column(updatable = false)
    private Instant createdAt;

    @UpdateTimestamp(source = SourceType.DB)
    private Instant updatedAt;

    @Version private long rowVersion;

    protected ModelRow() {}

    ModelRow(String tenantId, String name) {
        this.tenantId = tenantId;
        this.name = name;
    }

    int nextVersion() {
        lastVersion++;
        deletedAt = null;
        return lastVersion;
    }

    void delete(Instant at) {
        deletedAt = at;
    }

    Model toModel() {
        return new Model(id, tenantId, name, lastVersion, rowVersion, createdAt);
    }
}
