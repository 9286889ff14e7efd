package dev.slipway.registry.replica.postgres;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.document.RoutingDocument.ServedVersion;
import dev.slipway.contract.replica.Heartbeat;
import dev.slipway.contract.replica.LoadState;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.registry.page.Cursor.ByTime;
import dev.slipway.registry.replica.Departure;
import dev.slipway.registry.replica.Replica;
import dev.slipway.registry.replica.ReplicaView;
import dev.slipway.registry.replica.ReplicaView.AssignedVersion;
import dev.slipway.registry.replica.Replicas;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
class PostgresReplicas implements Replicas {
    private static final String PUT =
            """
            INSERT INTO replicas (instance, tenant_id, pool_id, address, pid, state,
                reported_state, ever_ready, queue_limit, sequence, report_digest)
            SELECT :instance, tenant_id, id, :address, :pid, :state, :state, :ready, :queueLimit,
                :sequence, :digest
            FROM pools WHERE id = :pool
            ON CONFLICT (instance) DO UPDATE SET pool_id = excluded.pool_id,
                address = excluded.address, pid = excluded.pid, state = excluded.state,
                reported_state = excluded.reported_state, gone_by = NULL,
                ever_ready = replicas.ever_ready OR excluded.ever_ready,
                queue_limit = excluded.queue_limit, sequence = excluded.sequence,
                report_digest = excluded.report_digest, missed_sweeps = 0,
                draining_epoch = CASE WHEN excluded.state = 'draining'
                    THEN replicas.draining_epoch END,
                draining_number = CASE WHEN excluded.state = 'draining'
                    THEN replicas.draining_number END,
                seen_at = clock_timestamp(), updated_at = clock_timestamp(),
                row_version = replicas.row_version + 1
            """;

    private static final String LIVING =
            """
            SELECT r.instance, p.name, r.address, r.pid, r.state, r.ever_ready, r.missed_sweeps,
                   m.name, v.number, a.load_state, a.detail, a.withdrawn_number IS NOT NULL,
                   r.created_at
            FROM (SELECT * FROM replicas
                  WHERE state <> 'gone' AND (created_at, instance) > (:after, :instance)
                  ORDER BY created_at, instance LIMIT :most) r
            JOIN pools p ON p.id = r.pool_id
            LEFT JOIN assignments a ON a.instance = r.instance
            LEFT JOIN versions v ON v.id = a.version_id
            LEFT JOIN models m ON m.id = v.model_id
            ORDER BY r.created_at, r.instance, m.name, v.number
            """;

    private final JdbcClient sql;

    PostgresReplicas(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public boolean renew(UUID instance, long sequence, String reportDigest) {
        return sql.sql(
                                """
                                UPDATE replicas SET sequence = :sequence, missed_sweeps = 0,
                                    seen_at = clock_timestamp()
                                WHERE instance = :instance AND sequence < :sequence
                                  AND report_digest = :digest AND state = reported_state
                                """)
                        .param("instance", instance)
                        .param("sequence", sequence)
                        .param("digest", reportDigest)
                        .update()
                == 1;
    }

    @Override
    public Optional<Replica> find(UUID instance) {
        return sql.sql(
                        """
                        SELECT state, sequence, gone_by, draining_epoch, draining_number
                        FROM replicas WHERE instance = :instance
                        """)
                .param("instance", instance)
                .query((rs, at) -> replica(rs))
                .optional();
    }

    private static Replica replica(ResultSet rs) throws SQLException {
        String goneBy = rs.getString(3);
        boolean draining = rs.getObject(5) != null;
        return new Replica(
                state(rs.getString(1)),
                rs.getLong(2),
                goneBy == null ? null : Departure.ofWireName(goneBy),
                draining ? new DocumentNumber(rs.getLong(4), rs.getLong(5)) : null);
    }

    @Override
    public void put(Heartbeat beat, UUID poolId, String reportDigest) {
        sql.sql(PUT)
                .param("instance", beat.instance())
                .param("pool", poolId)
                .param("address", beat.address())
                .param("pid", beat.pid())
                .param("state", beat.state().name().toLowerCase(Locale.ROOT))
                .param("ready", beat.state() == ReplicaState.READY)
                .param("queueLimit", beat.queueLimit())
                .param("sequence", beat.sequence())
                .param("digest", reportDigest)
                .update();
    }

    @Override
    public void depart(UUID instance, Departure by) {
        sql.sql("DELETE FROM assignments WHERE instance = :instance")
                .param("instance", instance)
                .update();
        sql.sql(
                        """
                        UPDATE replicas SET state = 'gone', gone_by = :by,
                            updated_at = clock_timestamp(), row_version = row_version + 1
                        WHERE instance = :instance
                        """)
                .param("instance", instance)
                .param("by", by.wireName())
                .update();
    }

    @Override
    public void drainingSince(UUID instance, DocumentNumber number) {
        sql.sql(
                        """
                        UPDATE replicas SET draining_epoch = :epoch, draining_number = :number
                        WHERE instance = :instance
                        """)
                .param("instance", instance)
                .param("epoch", number.epoch())
                .param("number", number.number())
                .update();
    }

    @Override
    public Optional<RoutedReplica> routed(UUID instance) {
        List<RoutedReplica> rows =
                sql.sql(
                                """
                                SELECT p.name, r.address, r.state, r.queue_limit
                                FROM replicas r JOIN pools p ON p.id = r.pool_id
                                WHERE r.instance = :instance AND (r.state IN ('ready', 'draining')
                                   OR (r.state = 'suspect' AND r.reported_state = 'ready'))
                                """)
                        .param("instance", instance)
                        .query((rs, at) ->
                                new RoutedReplica(
                                        instance,
                                        rs.getString(1),
                                        rs.getString(2),
                                        state(rs.getString(3)),
                                        rs.getInt(4),
                                        served(instance)))
                        .list();
        return rows.stream().findFirst();
    }

    private List<ServedVersion> served(UUID instance) {
        return sql.sql(
                        """
                        SELECT m.name, v.number FROM assignments a
                        JOIN versions v ON v.id = a.version_id JOIN models m ON m.id = v.model_id
                        WHERE a.instance = :instance AND a.load_state = 'ready'
                          AND a.withdrawn_number IS NULL
                        ORDER BY m.name, v.number
                        """)
                .param("instance", instance)
                .query((rs, at) -> new ServedVersion(rs.getString(1), rs.getInt(2)))
                .list();
    }

    @Override
    public List<ReplicaView> living(ByTime after, int most) {
        Map<UUID, ReplicaView> byInstance = new LinkedHashMap<>();
        sql.sql(LIVING)
                .param("after", after.at().atOffset(ZoneOffset.UTC))
                .param("instance", after.id())
                .param("most", most)
                .query(rs -> {
                    UUID instance = rs.getObject(1, UUID.class);
                    ReplicaView known = byInstance.get(instance);
                    if (known == null) {
                        known = view(rs, instance);
                        byInstance.put(instance, known);
                    }
                    if (rs.getObject(9) != null) {
                        known.versions().add(assigned(rs));
                    }
                });
        return List.copyOf(byInstance.values());
    }

    private static ReplicaView view(ResultSet rs, UUID instance) throws SQLException {
        return new ReplicaView(
                instance,
                rs.getString(2),
                rs.getString(3),
                rs.getLong(4),
                state(rs.getString(5)),
                rs.getBoolean(6),
                rs.getInt(7),
                rs.getObject(13, OffsetDateTime.class).toInstant(),
                new ArrayList<>());
    }

    private static AssignedVersion assigned(ResultSet rs) throws SQLException {
        return new AssignedVersion(
                rs.getString(8),
                rs.getInt(9),
                loadState(rs.getString(10)),
                rs.getString(11),
                rs.getBoolean(12));
    }

    private static ReplicaState state(String wireName) {
        return ReplicaState.valueOf(wireName.toUpperCase(Locale.ROOT));
    }

    private static @Nullable LoadState loadState(@Nullable String wireName) {
        return wireName == null ? null : LoadState.valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
