package dev.slipway.registry.audit.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.SourceType;
import org.hibernate.annotations.UuidGenerator;

@Entity
@Table(name = "audit")
@SuppressWarnings({"NullAway.Init", "unused"})
class AuditRow {
    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    private UUID id;

    private String tenantId;
    private String principal;
    private String action;
    private String resource;
    private String detail;

    @CreationTimestamp(source = SourceType.DB)
    @Column(updatable = false)
    private Instant createdAt;

    protected AuditRow() {}

    AuditRow(String tenantId, String principal, String action, String resource, String detail) {
        this.tenantId = tenantId;
        this.principal = principal;
        this.action = action;
        this.resource = resource;
        this.detail = detail;
    }
}
