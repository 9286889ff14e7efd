package dev.slipway.registry.document.postgres;

import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.AccessDocument.AccessKey;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.Grant;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.document.DocumentSource;
import dev.slipway.registry.document.Truth;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the access document. */
@Component
class PostgresAccessSource implements DocumentSource<AccessDocument> {
    private static final String KEYS =
            """
            SELECT k.prefix, k.hash, k.principal, k.tenant_id,
                   floor(extract(epoch FROM k.expires_at) * 1000)::bigint,
                   g.model_pattern, g.action
            FROM api_keys k LEFT JOIN api_key_grants g ON g.api_key_id = k.id
            WHERE k.revoked_at IS NULL
            ORDER BY k.prefix, g.model_pattern, g.action
            """;

    private final JdbcClient sql;
    private final Truth truth;

    PostgresAccessSource(JdbcClient sql, Truth truth) {
        this.sql = sql;
        this.truth = truth;
    }

    @Override
    public DocumentNumber number() {
        return Counters.read(sql, DocumentKind.ACCESS);
    }

    @Override
    public Numbered<AccessDocument> read() {
        return truth.read(() -> {
            DocumentNumber number = number();
            return new Numbered<>(number, new AccessDocument(number, keys()));
        });
    }

    private List<AccessKey> keys() {
        Map<String, AccessKey> byPrefix = new LinkedHashMap<>();
        sql.sql(KEYS)
                .query(rs -> {
                    AccessKey key = byPrefix.computeIfAbsent(rs.getString(1), prefix -> key(rs));
                    if (rs.getObject(6) != null) {
                        key.grants().add(grant(rs));
                    }
                });
        return List.copyOf(byPrefix.values());
    }

    private static AccessKey key(ResultSet rs) {
        try {
            return new AccessKey(
                    rs.getString(1),
                    rs.getString(2),
                    rs.getString(3),
                    rs.getString(4),
                    new ArrayList<>(),
                    rs.getObject(5, Long.class));
        } catch (SQLException unreadable) {
            throw new IllegalStateException("a key cannot be read", unreadable);
        }
    }

    private static Grant grant(ResultSet rs) throws SQLException {
        return new Grant(rs.getString(6), Action.valueOf(rs.getString(7).toUpperCase(Locale.ROOT)));
    }
}
