package dev.slipway.registry.document.postgres;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.RoutingDocument.RoutedAlias;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.document.RoutingDocument.RoutedVersion;
import dev.slipway.contract.document.RoutingDocument.ServedVersion;
import dev.slipway.contract.replica.ReplicaState;
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
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the routing document; the same number always gives the same text. */
@Component
class PostgresRoutingSource implements DocumentSource<RoutingDocument> {
    private static final long DEFAULT_TIMEOUT_MS = 60_000;

    private static final String MODELS =
            """
            SELECT m.name, m.tenant_id, coalesce(d.default_timeout_ms, :timeout),
                   coalesce((SELECT max(number) FROM versions l
                             WHERE l.model_id = m.id AND l.state = 'verified'), 0),
                   v.number, dv.traffic_percent, v.task,
                   floor(extract(epoch FROM v.created_at) * 1000)::bigint
            FROM models m
            LEFT JOIN deployments d ON d.model_id = m.id AND d.removed_at IS NULL
            LEFT JOIN deployment_versions dv ON dv.deployment_id = d.id
            LEFT JOIN versions v ON v.id = dv.version_id
            WHERE m.deleted_at IS NULL
            ORDER BY m.name, v.number
            """;

    private static final String ALIASES =
            """
            SELECT m.name, a.name, v.number
            FROM aliases a JOIN models m ON m.id = a.model_id JOIN versions v ON v.id = a.version_id
            ORDER BY m.name, a.name
            """;

    private static final String REPLICAS =
            """
            SELECT r.instance, p.name, r.address, r.state, r.queue_limit, m.name, v.number
            FROM replicas r
            JOIN pools p ON p.id = r.pool_id
            LEFT JOIN assignments a ON a.instance = r.instance
                AND a.load_state = 'ready' AND a.withdrawn_number IS NULL
            LEFT JOIN versions v ON v.id = a.version_id
            LEFT JOIN models m ON m.id = v.model_id
            WHERE r.state IN ('ready', 'draining')
               OR (r.state = 'suspect' AND r.reported_state = 'ready')
            ORDER BY r.instance, m.name, v.number
            """;

    private final JdbcClient sql;
    private final Truth truth;

    PostgresRoutingSource(JdbcClient sql, Truth truth) {
        this.sql = sql;
        this.truth = truth;
    }

    @Override
    public DocumentNumber number() {
        return Counters.read(sql, DocumentKind.ROUTING);
    }

    @Override
    public Numbered<RoutingDocument> read() {
        return truth.read(() -> {
            DocumentNumber number = number();
            return new Numbered<>(number, new RoutingDocument(number, models(), replicas()));
        });
    }

    private List<RoutedModel> models() {
        Map<String, RoutedModel> byName = new LinkedHashMap<>();
        sql.sql(MODELS)
                .param("timeout", DEFAULT_TIMEOUT_MS)
                .query(rs -> {
                    RoutedModel model = byName.computeIfAbsent(rs.getString(1), name -> model(rs));
                    if (rs.getObject(5) != null) {
                        model.versions().add(version(rs));
                    }
                });
        sql.sql(ALIASES)
                .query(rs -> {
                    RoutedModel model = byName.get(rs.getString(1));
                    if (model != null) {
                        model.aliases().add(new RoutedAlias(rs.getString(2), rs.getInt(3)));
                    }
                });
        return List.copyOf(byName.values());
    }

    private static RoutedModel model(ResultSet rs) {
        try {
            return new RoutedModel(
                    rs.getString(1),
                    rs.getString(2),
                    rs.getLong(3),
                    rs.getInt(4),
                    new ArrayList<>(),
                    new ArrayList<>());
        } catch (SQLException unreadable) {
            throw new IllegalStateException("a model cannot be read", unreadable);
        }
    }

    private static RoutedVersion version(ResultSet rs) throws SQLException {
        return new RoutedVersion(rs.getInt(5), rs.getInt(6), rs.getString(7), rs.getLong(8));
    }

    private List<RoutedReplica> replicas() {
        Map<UUID, RoutedReplica> byInstance = new LinkedHashMap<>();
        sql.sql(REPLICAS)
                .query(rs -> {
                    RoutedReplica replica =
                            byInstance.computeIfAbsent(
                                    rs.getObject(1, UUID.class), instance -> replica(rs, instance));
                    if (rs.getObject(6) != null) {
                        replica.serves().add(new ServedVersion(rs.getString(6), rs.getInt(7)));
                    }
                });
        return List.copyOf(byInstance.values());
    }

    private static RoutedReplica replica(ResultSet rs, UUID instance) {
        try {
            return new RoutedReplica(
                    instance,
                    rs.getString(2),
                    rs.getString(3),
                    ReplicaState.valueOf(rs.getString(4).toUpperCase(Locale.ROOT)),
                    rs.getInt(5),
                    new ArrayList<>());
        } catch (SQLException unreadable) {
            throw new IllegalStateException("a replica cannot be read", unreadable);
        }
    }
}
