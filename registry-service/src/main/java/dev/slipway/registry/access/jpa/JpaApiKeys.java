package dev.slipway.registry.access.jpa;

import dev.slipway.registry.access.ApiKey;
import dev.slipway.registry.access.ApiKeys;
import dev.slipway.registry.access.BootstrapKey;
import dev.slipway.registry.access.KeyMint.MintedKey;
import dev.slipway.registry.access.NewApiKey;
import dev.slipway.registry.page.Cursor.ByTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** API keys by JPA; what is asked or noted of many at once by SQL. */
@Component
class JpaApiKeys implements ApiKeys {
    private static final int ID_LENGTH = 36;

    private final ApiKeyRows rows;
    private final JdbcClient sql;

    JpaApiKeys(ApiKeyRows rows, JdbcClient sql) {
        this.rows = rows;
        this.sql = sql;
    }

    @Override
    public boolean put(String tenantId, BootstrapKey key) {
        ApiKeyRow row =
                rows.findByPrefix(key.prefix())
                        .orElseGet(() -> new ApiKeyRow(tenantId, key.prefix()));
        if (row.isRevoked() || row.is(key)) {
            return false;
        }
        rows.saveAndFlush(row.become(key));
        return true;
    }

    @Override
    public ApiKey create(String tenantId, String createdBy, NewApiKey wanted, MintedKey minted) {
        ApiKeyRow row =
                new ApiKeyRow(tenantId, minted.prefix())
                        .become(
                                new BootstrapKey(
                                        minted.prefix(),
                                        minted.hash(),
                                        wanted.label(),
                                        wanted.principal(),
                                        wanted.grants()))
                        .made(createdBy, wanted.expiresAt());
        return rows.saveAndFlush(row).toApiKey();
    }

    @Override
    public Optional<ApiKey> find(String tenantId, String handle) {
        return row(handle)
                .filter(row -> row.isOf(tenantId) && !row.isRevoked())
                .map(ApiKeyRow::toApiKey);
    }

    private Optional<ApiKeyRow> row(String handle) {
        if (handle.length() != ID_LENGTH) {
            return rows.findByPrefix(handle);
        }
        try {
            return rows.findById(UUID.fromString(handle));
        } catch (IllegalArgumentException noId) {
            return Optional.empty();
        }
    }

    @Override
    public List<ApiKey> ofTenant(String tenantId, ByTime after, int most) {
        return rows.after(tenantId, after.at(), after.id(), Limit.of(most)).stream()
                .map(ApiKeyRow::toApiKey)
                .toList();
    }

    @Override
    public boolean hasAnotherAdmin(UUID besides) {
        return sql.sql(
                                """
                                SELECT count(*)
                                FROM api_keys k JOIN api_key_grants g ON g.api_key_id = k.id
                                WHERE k.id <> :besides AND k.revoked_at IS NULL
                                  AND k.expires_at IS NULL
                                  AND g.model_pattern = '*' AND g.action = 'admin'
                                  AND k.tenant_id =
                                      (SELECT tenant_id FROM api_keys WHERE id = :besides)
                                """)
                        .param("besides", besides)
                        .query(Long.class)
                        .single()
                > 0;
    }

    @Override
    public void revoke(UUID id, Instant at) {
        ApiKeyRow row = rows.findById(id).orElseThrow();
        rows.saveAndFlush(row.revoked(at));
    }

    @Override
    public void used(List<String> prefixes) {
        if (!prefixes.isEmpty()) {
            sql.sql(
                            """
                            UPDATE api_keys SET last_used_at = clock_timestamp()
                            WHERE prefix IN (:prefixes) AND revoked_at IS NULL
                            """)
                    .param("prefixes", prefixes)
                    .update();
        }
    }
}
