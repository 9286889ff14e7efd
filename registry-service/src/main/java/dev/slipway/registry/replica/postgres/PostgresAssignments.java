package dev.slipway.registry.replica.postgres;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.replica.DeploymentOverrides;
import dev.slipway.contract.replica.Heartbeat.LoadedVersion;
import dev.slipway.contract.replica.HeartbeatReply.Assignment;
import dev.slipway.registry.document.Change;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.replica.Assignments;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

@Component
class PostgresAssignments implements Assignments {
    private static final int LONGEST_DETAIL = 500;

    private static final String ASSIGN =
            """
            INSERT INTO assignments (instance, version_id, tenant_id)
            SELECT r.instance, w.version_id, v.tenant_id
            FROM replicas r
            JOIN wanted_versions w ON w.pool_id = r.pool_id
            JOIN versions v ON v.id = w.version_id
            WHERE r.state IN ('starting', 'ready', 'suspect')
            ON CONFLICT (instance, version_id) DO UPDATE
                SET withdrawn_epoch = NULL, withdrawn_number = NULL, taken_away = false,
                    load_state = NULL, detail = NULL, updated_at = clock_timestamp()
                WHERE assignments.withdrawn_number IS NOT NULL
                  AND (NOT assignments.taken_away
                       OR assignments.load_state IS DISTINCT FROM 'failed')
            RETURNING instance
            """;

    private static final String UNWANTED =
            """
            withdrawn_number IS NULL AND NOT EXISTS (
                SELECT 1 FROM replicas r JOIN wanted_versions w ON w.pool_id = r.pool_id
                WHERE r.instance = assignments.instance
                  AND w.version_id = assignments.version_id)
            """;

    /** What failed to load was in no document: nothing has to be waited for. */
    private static final String WITHDRAW =
            """
            UPDATE assignments SET withdrawn_epoch = :epoch, withdrawn_number = :number,
                taken_away = coalesce(load_state = 'failed', false),
                updated_at = clock_timestamp()
            WHERE
            """;

    private static final DeploymentOverrides NOTHING = new DeploymentOverrides(null, null);

    private final JdbcClient sql;
    private final JsonMapper json;

    PostgresAssignments(JdbcClient sql, JsonMapper json) {
        this.sql = sql;
        this.json = json;
    }

    @Override
    public void reconcile(Change change) {
        List<UUID> assigned = sql.sql(ASSIGN).query((rs, at) -> rs.getObject(1, UUID.class)).list();
        for (UUID instance : assigned) {
            hearInFull(instance);
        }
        if (sql.sql("SELECT count(*) FROM assignments WHERE " + UNWANTED).query(Long.class).single()
                > 0) {
            DocumentNumber from = change.raise(DocumentKind.ROUTING);
            sql.sql(WITHDRAW + UNWANTED)
                    .param("epoch", from.epoch())
                    .param("number", from.number())
                    .update();
        }
    }

    /** The replica may have reported the version before it was assigned: hear its report again. */
    private void hearInFull(UUID instance) {
        sql.sql("UPDATE replicas SET report_digest = '' WHERE instance = :instance")
                .param("instance", instance)
                .update();
    }

    @Override
    public void report(UUID instance, List<LoadedVersion> loaded) {
        sql.sql(
                        "UPDATE assignments SET load_state = NULL, detail = NULL WHERE instance = :instance")
                .param("instance", instance)
                .update();
        for (LoadedVersion one : loaded) {
            sql.sql(
                            """
                            UPDATE assignments
                            SET load_state = :state, detail = :detail,
                                updated_at = clock_timestamp()
                            FROM versions v JOIN models m ON m.id = v.model_id
                            WHERE instance = :instance AND version_id = v.id
                              AND m.name = :model AND v.number = :version
                            """)
                    .param("instance", instance)
                    .param("state", one.state().name().toLowerCase(Locale.ROOT))
                    .param("detail", shortened(one.detail()))
                    .param("model", one.model())
                    .param("version", one.version())
                    .update();
        }
        sql.sql(
                        """
                        DELETE FROM assignments
                        WHERE instance = :instance AND taken_away AND load_state IS NULL
                        """)
                .param("instance", instance)
                .update();
    }

    private static @Nullable String shortened(@Nullable String detail) {
        return detail == null || detail.length() <= LONGEST_DETAIL
                ? detail
                : detail.substring(0, LONGEST_DETAIL);
    }

    @Override
    public List<Assignment> of(UUID instance) {
        return sql.sql(
                        """
                        SELECT m.name, v.number, v.manifest_sha256, CAST(d.overrides AS text)
                        FROM assignments a
                        JOIN versions v ON v.id = a.version_id
                        JOIN models m ON m.id = v.model_id
                        LEFT JOIN deployments d ON d.model_id = m.id
                        WHERE a.instance = :instance AND NOT a.taken_away
                        ORDER BY m.name, v.number
                        """)
                .param("instance", instance)
                .query((rs, at) ->
                        new Assignment(
                                rs.getString(1),
                                rs.getInt(2),
                                rs.getString(3),
                                settings(rs.getString(4))))
                .list();
    }

    private @Nullable DeploymentOverrides settings(@Nullable String overrides) {
        DeploymentOverrides settings =
                overrides == null ? NOTHING : json.readValue(overrides, DeploymentOverrides.class);
        return settings.equals(NOTHING) ? null : settings;
    }

    @Override
    public Optional<DocumentNumber> oldestWithdrawal() {
        return sql.sql(
                        """
                        SELECT withdrawn_epoch, withdrawn_number FROM assignments
                        WHERE withdrawn_number IS NOT NULL AND NOT taken_away
                        ORDER BY withdrawn_epoch, withdrawn_number LIMIT 1
                        """)
                .query((rs, at) -> new DocumentNumber(rs.getLong(1), rs.getLong(2)))
                .optional();
    }

    @Override
    public void takeAway(DocumentNumber upTo) {
        sql.sql(
                        """
                        UPDATE assignments SET taken_away = true, updated_at = clock_timestamp()
                        WHERE withdrawn_number IS NOT NULL
                            AND (withdrawn_epoch, withdrawn_number) <= (:epoch, :number)
                        """)
                .param("epoch", upTo.epoch())
                .param("number", upTo.number())
                .update();
        sql.sql("DELETE FROM assignments WHERE taken_away AND load_state IS NULL").update();
    }
}
