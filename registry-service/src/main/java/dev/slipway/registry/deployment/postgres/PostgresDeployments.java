package dev.slipway.registry.deployment.postgres;

import dev.slipway.registry.deployment.Deployment;
import dev.slipway.registry.deployment.Deployment.Share;
import dev.slipway.registry.deployment.Deployments;
import dev.slipway.registry.deployment.Overrides;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

@Component
class PostgresDeployments implements Deployments {
    private static final String OF_MODEL =
            """
            SELECT id, tenant_id, model_id, pool_id, default_timeout_ms, CAST(overrides AS text),
                   row_version, created_at, updated_at
            FROM deployments WHERE model_id = :model AND removed_at IS NULL
            """;

    private static final String DECLARE =
            """
            INSERT INTO deployments (id, tenant_id, model_id, pool_id, default_timeout_ms, overrides)
            VALUES (uuidv7(), :tenant, :model, :pool, :timeout, CAST(:overrides AS jsonb))
            ON CONFLICT (model_id) DO UPDATE SET pool_id = excluded.pool_id,
                default_timeout_ms = excluded.default_timeout_ms, overrides = excluded.overrides,
                removed_at = NULL, updated_at = clock_timestamp(),
                row_version = deployments.row_version + 1
            """;

    private final JdbcClient sql;
    private final JsonMapper json;

    PostgresDeployments(JdbcClient sql, JsonMapper json) {
        this.sql = sql;
        this.json = json;
    }

    @Override
    public Optional<Deployment> ofModel(UUID modelId) {
        return sql.sql(OF_MODEL)
                .param("model", modelId)
                .query((rs, at) -> deployment(rs))
                .optional();
    }

    private Deployment deployment(ResultSet rs) throws SQLException {
        UUID id = rs.getObject(1, UUID.class);
        return new Deployment(
                id,
                rs.getString(2),
                rs.getObject(3, UUID.class),
                rs.getObject(4, UUID.class),
                rs.getLong(5),
                overrides(rs.getString(6)),
                routed(id),
                rs.getLong(7),
                rs.getObject(8, OffsetDateTime.class).toInstant(),
                rs.getObject(9, OffsetDateTime.class).toInstant());
    }

    private Overrides overrides(@Nullable String text) {
        return text == null ? Overrides.NONE : json.readValue(text, Overrides.class);
    }

    private List<Share> routed(UUID id) {
        return sql.sql(
                        """
                        SELECT v.id, v.number, d.traffic_percent
                        FROM deployment_versions d JOIN versions v ON v.id = d.version_id
                        WHERE d.deployment_id = :deployment ORDER BY v.number
                        """)
                .param("deployment", id)
                .query((rs, at) ->
                        new Share(rs.getObject(1, UUID.class), rs.getInt(2), rs.getInt(3)))
                .list();
    }

    @Override
    public Optional<UUID> everOfModel(UUID modelId) {
        return sql.sql("SELECT id FROM deployments WHERE model_id = :model")
                .param("model", modelId)
                .query((rs, at) -> rs.getObject(1, UUID.class))
                .optional();
    }

    @Override
    public Optional<UUID> activeRollout(UUID deploymentId) {
        return sql.sql(
                        """
                        SELECT id FROM rollouts WHERE deployment_id = :deployment
                            AND state IN ('preparing', 'progressing', 'baking')
                        """)
                .param("deployment", deploymentId)
                .query((rs, at) -> rs.getObject(1, UUID.class))
                .optional();
    }

    @Override
    public Deployment declare(
            String tenantId,
            UUID modelId,
            UUID poolId,
            long defaultTimeoutMs,
            Overrides overrides) {
        sql.sql(DECLARE)
                .param("tenant", tenantId)
                .param("model", modelId)
                .param("pool", poolId)
                .param("timeout", defaultTimeoutMs)
                .param(
                        "overrides",
                        overrides.equals(Overrides.NONE)
                                ? null
                                : json.writeValueAsString(overrides),
                        Types.VARCHAR)
                .update();
        return ofModel(modelId).orElseThrow();
    }

    @Override
    public void route(UUID deploymentId, Map<UUID, Integer> trafficPercentByVersion) {
        sql.sql("DELETE FROM deployment_versions WHERE deployment_id = :deployment")
                .param("deployment", deploymentId)
                .update();
        trafficPercentByVersion.forEach((version, percent) ->
                sql.sql(
                                """
                                INSERT INTO deployment_versions
                                    (deployment_id, version_id, tenant_id, traffic_percent)
                                SELECT id, :version, tenant_id, :percent
                                FROM deployments WHERE id = :deployment
                                """)
                        .param("deployment", deploymentId)
                        .param("version", version)
                        .param("percent", percent)
                        .update());
        sql.sql(
                        """
                        UPDATE deployments
                        SET updated_at = clock_timestamp(), row_version = row_version + 1
                        WHERE id = :deployment
                        """)
                .param("deployment", deploymentId)
                .update();
    }

    @Override
    public void remove(UUID deploymentId) {
        route(deploymentId, Map.of());
        sql.sql(
                        """
                        UPDATE deployments SET removed_at = clock_timestamp(), overrides = NULL
                        WHERE id = :deployment
                        """)
                .param("deployment", deploymentId)
                .update();
    }
}
