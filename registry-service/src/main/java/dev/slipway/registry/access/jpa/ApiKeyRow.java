package dev.slipway.registry.access.jpa;

import dev.slipway.contract.document.Grant;
import dev.slipway.registry.access.ApiKey;
import dev.slipway.registry.access.BootstrapKey;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.SourceType;
import org.hibernate.annotations.UpdateTimestamp;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "api_keys")
@SuppressWarnings({"NullAway.Init", "unused"})
class ApiKeyRow {
    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    private UUID id;

    private String tenantId;
    private String prefix;
    private String hash;
    private String label;
    private String principal;
    private @Nullable Instant expiresAt;
    private @Nullable String createdBy;
    private @Nullable Instant lastUsedAt;
    private @Nullable Instant revokedAt;

    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "api_key_grants", joinColumns = @JoinColumn(name = "api_key_id"))
    private Set<GrantRow> grants = new HashSet<>();

    @CreationTimestamp(source = SourceType.DB)
    @Column(updatable = false)
    private Instant createdAt;

    @UpdateTimestamp(source = SourceType.DB)
    private Instant updatedAt;

    @Version private long rowVersion;

    protected ApiKeyRow() {}

    ApiKeyRow(String tenantId, String prefix) {
        this.tenantId = tenantId;
        this.prefix = prefix;
    }

    private Set<GrantRow> rows(BootstrapKey key) {
        return key.grants().stream()
                .map(grant -> GrantRow.of(tenantId, grant))
                .collect(Collectors.toSet());
    }

    boolean is(BootstrapKey key) {
        return key.hash().equals(hash)
                && key.label().equals(label)
                && key.principal().equals(principal)
                && rows(key).equals(grants);
    }

    ApiKeyRow become(BootstrapKey key) {
        hash = key.hash();
        label = key.label();
        principal = key.principal();
        grants.clear();
        grants.addAll(rows(key));
        return this;
    }

    ApiKeyRow made(String by, @Nullable Instant expires) {
        createdBy = by;
        expiresAt = expires;
        return this;
    }

    ApiKeyRow revoked(Instant at) {
        revokedAt = at;
        return this;
    }

    boolean isRevoked() {
        return revokedAt != null;
    }

    boolean isOf(String tenant) {
        return tenantId.equals(tenant);
    }

    ApiKey toApiKey() {
        return new ApiKey(
                id,
                tenantId,
                prefix,
                label,
                principal,
                grants.stream()
                        .map(GrantRow::toGrant)
                        .sorted(Comparator.comparing(Grant::model).thenComparing(Grant::action))
                        .toList(),
                createdBy,
                expiresAt,
                lastUsedAt,
                createdAt,
                rowVersion);
    }
}
