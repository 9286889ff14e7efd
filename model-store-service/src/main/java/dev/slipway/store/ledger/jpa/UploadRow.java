package dev.slipway.store.ledger.jpa;

import dev.slipway.store.ledger.RetiredLedger.RegisteredUpload;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** One upload; its state changes only by the guarded updates of {@link UploadRows}. */
@Entity
@Table(name = "uploads")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"})
class UploadRow implements Persistable<UUID> {
    @Id private UUID id;
    private String tenantId;
    private String principal;
    private String model;
    private String state;
    private @Nullable String manifestSha256;

    @Column(insertable = false, updatable = false)
    private Instant createdAt;

    @Column(insertable = false, updatable = false)
    private Instant activeAt;

    @Column(insertable = false, updatable = false)
    private @Nullable Instant endedAt;

    @Column(insertable = false, updatable = false)
    private @Nullable Instant unlistedAt;

    @Version private long rowVersion;

    protected UploadRow() {}

    UploadRow(UUID id, String tenantId, String principal, String model) {
        this.id = id;
        this.tenantId = tenantId;
        this.principal = principal;
        this.model = model;
        this.state = "receiving";
    }

    @Override
    public UUID getId() {
        return id;
    }

    /** Rows are saved once, when they begin. */
    @Override
    public boolean isNew() {
        return true;
    }

    String tenantId() {
        return tenantId;
    }

    String state() {
        return state;
    }

    RegisteredUpload toRegistered() {
        return new RegisteredUpload(id, Objects.requireNonNull(manifestSha256), unlistedAt != null);
    }
}
