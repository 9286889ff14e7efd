package dev.slipway.registry.audit.postgres;

import dev.slipway.registry.audit.AuditEntry;
import dev.slipway.registry.audit.AuditTrail;
import dev.slipway.registry.page.Cursor.ByTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

@Component
class PostgresAuditTrail implements AuditTrail {
    private static final String ALL =
            """
            SELECT id, tenant_id, principal, action, resource, detail, created_at FROM audit
            WHERE tenant_id = :tenant AND (created_at, id) < (:before, :id)
            """;

    private final JdbcClient sql;

    PostgresAuditTrail(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public List<AuditEntry> entries(Question question, ByTime before, int most) {
        StringBuilder text = new StringBuilder(ALL);
        if (question.resource() != null) {
            text.append(" AND (resource = :resource OR starts_with(resource, :resource || '/'))");
        }
        if (question.principal() != null) {
            text.append(" AND principal = :principal");
        }
        if (question.since() != null) {
            text.append(" AND created_at >= :since");
        }
        text.append(" ORDER BY created_at DESC, id DESC LIMIT :most");
        StatementSpec query =
                sql.sql(text.toString())
                        .param("tenant", question.tenantId())
                        .param("before", before.at().atOffset(ZoneOffset.UTC))
                        .param("id", before.id())
                        .param("most", most);
        if (question.resource() != null) {
            query = query.param("resource", question.resource());
        }
        if (question.principal() != null) {
            query = query.param("principal", question.principal());
        }
        if (question.since() != null) {
            query = query.param("since", question.since().atOffset(ZoneOffset.UTC));
        }
        return query.query((rs, at) -> entry(rs)).list();
    }

    private static AuditEntry entry(ResultSet rs) throws SQLException {
        return new AuditEntry(
                rs.getObject(1, UUID.class),
                rs.getString(2),
                rs.getString(3),
                rs.getString(4),
                rs.getString(5),
                rs.getString(6),
                rs.getObject(7, OffsetDateTime.class).toInstant());
    }
}
