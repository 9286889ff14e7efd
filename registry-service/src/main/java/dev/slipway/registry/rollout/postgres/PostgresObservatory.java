package dev.slipway.registry.rollout.postgres;

import dev.slipway.contract.replica.LoadState;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.registry.gateway.GatewayLeases;
import dev.slipway.registry.rollout.Observation;
import dev.slipway.registry.rollout.Observation.TargetReplica;
import dev.slipway.registry.rollout.Observatory;
import dev.slipway.registry.rollout.Rollout;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
class PostgresObservatory implements Observatory {
    private static final String REPLICAS =
            """
            SELECT r.state, a.load_state, a.detail
            FROM deployments d
            JOIN replicas r ON r.pool_id = d.pool_id AND r.state <> 'gone'
            LEFT JOIN assignments a ON a.instance = r.instance AND a.version_id = :target
                AND a.withdrawn_number IS NULL
            WHERE d.id = :deployment
            ORDER BY r.instance
            """;

    private final JdbcClient sql;
    private final GatewayLeases gateways;

    PostgresObservatory(JdbcClient sql, GatewayLeases gateways) {
        this.sql = sql;
        this.gateways = gateways;
    }

    @Override
    public Observation observe(Rollout rollout) {
        List<TargetReplica> replicas =
                sql.sql(REPLICAS)
                        .param("target", rollout.plan().to().id())
                        .param("deployment", rollout.plan().deploymentId())
                        .query((rs, at) -> replica(rs))
                        .list();
        return new Observation(
                sql.sql("SELECT clock_timestamp()")
                        .query(OffsetDateTime.class)
                        .single()
                        .toInstant(),
                replicas,
                rollout.awaited().filter(gateways::allApplied).isPresent());
    }

    private static TargetReplica replica(ResultSet rs) throws SQLException {
        String load = rs.getString(2);
        return new TargetReplica(
                ReplicaState.valueOf(rs.getString(1).toUpperCase(Locale.ROOT)),
                load == null ? null : LoadState.valueOf(load.toUpperCase(Locale.ROOT)),
                rs.getString(3));
    }
}
