package dev.slipway.store.ledger.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/** One key of the bucket. */
@Entity
@Table(name = "objects")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"})
class ObjectRow {
    @Id private String objectKey;
    private String tenantId;
    private UUID uploadId;

    @Column(insertable = false, updatable = false)
    private Instant createdAt;

    @Version private long rowVersion;

    protected ObjectRow() {}
}
