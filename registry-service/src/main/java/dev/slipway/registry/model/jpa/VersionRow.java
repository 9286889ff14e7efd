package dev.slipway.registry.model.jpa;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.VersionRegistration;
import dev.slipway.registry.model.VersionState;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.SourceType;
import org.hibernate.annotations.UpdateTimestamp;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "versions")
@SuppressWarnings({"NullAway.Init", "unused"})
class VersionRow {
    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    private UUID id;

    private String tenantId;
    private UUID modelId;
    private int number;
    private UUID uploadId;

    @Column(name = "manifest_sha256")
    private String manifestSha256;

    private long sizeBytes;

    @JdbcTypeCode(SqlTypes.JSON)
    private String signature;

    private @Nullable String task;
    private String state;
    private String registeredBy;

    @CreationTimestamp(source = SourceType.DB)
    @Column(updatable = false)
    private Instant createdAt;

    @UpdateTimestamp(source = SourceType.DB)
    private Instant updatedAt;

    @Version private long rowVersion;

    protected VersionRow() {}

    VersionRow(UUID modelId, int number, VersionRegistration registration, String signature) {
        this.tenantId = registration.tenantId();
        this.modelId = modelId;
        this.number = number;
        this.uploadId = registration.uploadId();
        this.manifestSha256 = registration.manifestSha256();
        this.sizeBytes = registration.sizeBytes();
        this.signature = signature;
        this.task = registration.task();
        this.state = VersionState.VERIFIED.wireName();
        this.registeredBy = registration.principal();
    }

    void retire() {
        state = VersionState.RETIRED.wireName();
    }

    dev.slipway.registry.model.Version toVersion(Function<String, ModelSignature> json) {
        return new dev.slipway.registry.model.Version(
                id,
                modelId,
                number,
                VersionState.ofWireName(state),
                manifestSha256,
                sizeBytes,
                json.apply(signature),
                task,
                registeredBy,
                rowVersion,
                createdAt);
    }
}
