package dev.slipway.registry.deployment.jpa;

import dev.slipway.registry.deployment.Deployment;
import dev.slipway.registry.deployment.Deployment.Share;
import dev.slipway.registry.deployment.Deployments;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Deployments by JPA; the versions they route, a plain join table, by SQL. */
@Component
class JpaDeployments implements Deployments {
    private final DeploymentRows rows;
    private final JdbcClient sql;

    JpaDeployments(DeploymentRows rows, JdbcClient sql) {
        this.rows = rows;
        this.sql = sql;
    }

    @Override
    public Optional<Deployment> ofModel(UUID modelId) {
        return rows.findByModelId(modelId).map(this::toDeployment);
    }

    @Override
    public Optional<Deployment> byId(UUID id) {
        return rows.findById(id).map(this::toDeployment);
    }

    @Override
    public Deployment create(String tenantId, UUID modelId, UUID poolId, long defaultTimeoutMs) {
        return toDeployment(
                rows.saveAndFlush(new DeploymentRow(tenantId, modelId, poolId, defaultTimeoutMs)));
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

    private Deployment toDeployment(DeploymentRow row) {
        List<Share> routed =
                sql.sql(
                                """
                                SELECT v.id, v.number, d.traffic_percent
                                FROM deployment_versions d JOIN versions v ON v.id = d.version_id
                                WHERE d.deployment_id = :deployment ORDER BY v.number
                                """)
                        .param("deployment", row.id)
                        .query((rs, at) ->
                                new Share(rs.getObject(1, UUID.class), rs.getInt(2), rs.getInt(3)))
                        .list();
        return new Deployment(
                row.id, row.tenantId, row.modelId, row.poolId, row.defaultTimeoutMs, routed);
    }
}
