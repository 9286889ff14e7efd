package dev.slipway.store.ledger.jpa;

import dev.slipway.store.ledger.KeptArtefact;
import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;

/** Where the bytes of a digest lie. */
@Entity
@Table(name = "artefacts")
@SuppressWarnings("NullAway.Init")
class ArtefactRow {
    @EmbeddedId private ArtefactId id;
    private long sizeBytes;
    private String objectKey;

    @Column(insertable = false, updatable = false)
    private Instant createdAt;

    @Version private long rowVersion;

    protected ArtefactRow() {}

    ArtefactId id() {
        return id;
    }

    KeptArtefact toArtefact() {
        return new KeptArtefact(id.sha256(), sizeBytes, objectKey);
    }
}
