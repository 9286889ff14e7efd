package dev.slipway.registry.replica.postgres;

import dev.slipway.registry.replica.ReplicaLeases;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
class PostgresReplicaLeases implements ReplicaLeases {
    private static final String REPLACEABLE =
            """
            SELECT r.instance FROM replicas r
            WHERE r.state <> 'gone' AND r.missed_sweeps >= :missed
              AND (r.reported_state <> 'ready' OR NOT EXISTS (
                  SELECT 1 FROM assignments a
                  WHERE a.instance = r.instance AND a.load_state = 'ready'
                    AND a.withdrawn_number IS NULL AND NOT EXISTS (
                        SELECT 1 FROM assignments b JOIN replicas o ON o.instance = b.instance
                        WHERE b.version_id = a.version_id AND b.load_state = 'ready'
                          AND b.withdrawn_number IS NULL AND o.state = 'ready')))
            ORDER BY r.instance
            """;

    private final JdbcClient sql;

    PostgresReplicaLeases(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public boolean beginSweep(Duration atLeastAfter) {
        return sql.sql(
                                """
                                UPDATE sweeps SET number = number + 1, swept_at = clock_timestamp()
                                WHERE swept_at <= clock_timestamp()
                                    - make_interval(secs => :after / 1000.0)
                                """)
                        .param("after", atLeastAfter.toMillis())
                        .update()
                == 1;
    }

    @Override
    public long sweepNumber() {
        return sql.sql("SELECT number FROM sweeps").query(Long.class).single();
    }

    @Override
    public void age() {
        sql.sql("UPDATE replicas SET missed_sweeps = missed_sweeps + 1 WHERE state <> 'gone'")
                .update();
    }

    @Override
    public List<UUID> markSuspects(int missedSweeps) {
        return sql.sql(
                        """
                        UPDATE replicas SET state = 'suspect', updated_at = clock_timestamp(),
                            row_version = row_version + 1
                        WHERE state IN ('starting', 'ready') AND missed_sweeps >= :missed
                        RETURNING instance
                        """)
                .param("missed", missedSweeps)
                .query((rs, at) -> rs.getObject(1, UUID.class))
                .list();
    }

    @Override
    public List<UUID> replaceable(int missedSweeps) {
        return sql.sql(REPLACEABLE)
                .param("missed", missedSweeps)
                .query((rs, at) -> rs.getObject(1, UUID.class))
                .list();
    }

    @Override
    public void forgetGone(Duration after) {
        sql.sql(
                        """
                        DELETE FROM replicas WHERE state = 'gone'
                            AND updated_at < clock_timestamp() - make_interval(secs => :after)
                        """)
                .param("after", (double) after.toSeconds())
                .update();
    }
}
