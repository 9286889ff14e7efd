package dev.slipway.store.ledger.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/** An upload needs an artefact. */
@Entity
@Table(name = "artefact_uses")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"})
class ArtefactUseRow {
    @EmbeddedId private UseId id;

    @Column(insertable = false, updatable = false)
    private Instant createdAt;

    @Version private long rowVersion;

    protected ArtefactUseRow() {}

    /** One upload needs an artefact once. */
    @Embeddable
    record UseId(String tenantId, String kind, String sha256, UUID uploadId) {}
}
