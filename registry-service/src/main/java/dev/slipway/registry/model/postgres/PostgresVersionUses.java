package dev.slipway.registry.model.postgres;

import dev.slipway.registry.model.VersionUses;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** A version is needed by what routes, rolls, names or still has it. */
@Component
class PostgresVersionUses implements VersionUses {
    private static final String USES =
            """
            SELECT 'version ' || v.number || ' serves ' || dv.traffic_percent || ' %% of the traffic'
            FROM deployment_versions dv JOIN versions v ON v.id = dv.version_id
            WHERE v.%1$s = :id
            UNION ALL
            SELECT 'rollout ' || r.id || ' is ' ||
                CASE WHEN r.paused_at IS NULL THEN r.state ELSE 'paused' END ||
                ' and needs version ' || v.number
            FROM rollouts r JOIN versions v ON v.id IN (r.from_version_id, r.to_version_id)
            WHERE v.%1$s = :id AND r.state IN ('preparing', 'progressing', 'baking')
            UNION ALL
            SELECT 'alias ' || a.name || ' names version ' || v.number
            FROM aliases a JOIN versions v ON v.id = a.version_id
            WHERE v.%1$s = :id
            UNION ALL
            SELECT 'version ' || v.number || ' is still loaded on ' || count(*) || ' replica(s),'
                || ' which let it go by themselves'
            FROM assignments s JOIN versions v ON v.id = s.version_id
            WHERE v.%1$s = :id AND NOT s.taken_away
              AND NOT EXISTS (SELECT 1 FROM deployment_versions dv WHERE dv.version_id = v.id)
            GROUP BY v.number
            """;

    private static final String DEPLOYED =
            """
            SELECT 'it is deployed; delete its deployment first' FROM deployments
            WHERE model_id = :id AND removed_at IS NULL
            UNION ALL
            """;

    private final JdbcClient sql;

    PostgresVersionUses(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public List<String> ofVersion(UUID versionId) {
        return sql.sql(USES.formatted("id"))
                .param("id", versionId)
                .query((rs, at) -> rs.getString(1))
                .list();
    }

    @Override
    public List<String> ofModel(UUID modelId) {
        return sql.sql(DEPLOYED + USES.formatted("model_id"))
                .param("id", modelId)
                .query((rs, at) -> rs.getString(1))
                .list();
    }
}
