package dev.slipway.registry.alias.postgres;

import dev.slipway.registry.alias.Alias;
import dev.slipway.registry.alias.Aliases;
import dev.slipway.registry.model.Model;
import dev.slipway.registry.model.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
class PostgresAliases implements Aliases {
    private static final String SELECT =
            """
            SELECT a.model_id, a.name, v.number, a.row_version, a.created_at, a.updated_at
            FROM aliases a JOIN versions v ON v.id = a.version_id
            """;

    private final JdbcClient sql;

    PostgresAliases(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public Optional<Alias> find(UUID modelId, String name) {
        return sql.sql(SELECT + "WHERE a.model_id = :model AND a.name = :name")
                .param("model", modelId)
                .param("name", name)
                .query((rs, at) -> alias(rs))
                .optional();
    }

    @Override
    public List<Alias> ofModel(UUID modelId, String after, int most) {
        return sql.sql(
                        SELECT
                                + "WHERE a.model_id = :model AND a.name > :after"
                                + " ORDER BY a.name LIMIT :most")
                .param("model", modelId)
                .param("after", after)
                .param("most", most)
                .query((rs, at) -> alias(rs))
                .list();
    }

    private static Alias alias(ResultSet rs) throws SQLException {
        return new Alias(
                rs.getObject(1, UUID.class),
                rs.getString(2),
                rs.getInt(3),
                rs.getLong(4),
                rs.getObject(5, OffsetDateTime.class).toInstant(),
                rs.getObject(6, OffsetDateTime.class).toInstant());
    }

    @Override
    public Alias put(Model model, String name, Version version) {
        sql.sql(
                        """
                        INSERT INTO aliases (tenant_id, model_id, name, version_id)
                        VALUES (:tenant, :model, :name, :version)
                        ON CONFLICT (model_id, name) DO UPDATE
                            SET version_id = excluded.version_id, updated_at = clock_timestamp(),
                                row_version = aliases.row_version + 1
                        """)
                .param("tenant", model.tenantId())
                .param("model", model.id())
                .param("name", name)
                .param("version", version.id())
                .update();
        return find(model.id(), name).orElseThrow();
    }

    @Override
    public void delete(UUID modelId, String name) {
        sql.sql("DELETE FROM aliases WHERE model_id = :model AND name = :name")
                .param("model", modelId)
                .param("name", name)
                .update();
    }
}
