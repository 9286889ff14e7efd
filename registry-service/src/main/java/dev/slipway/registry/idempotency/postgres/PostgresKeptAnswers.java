package dev.slipway.registry.idempotency.postgres;

import dev.slipway.registry.idempotency.CreatedAnswer;
import dev.slipway.registry.idempotency.IdempotencyKey;
import dev.slipway.registry.idempotency.KeptAnswers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The body is kept as a JSON string, so that a repetition is the same text. */
@Component
class PostgresKeptAnswers implements KeptAnswers {
    private static final int CREATED = 201;

    private final JdbcClient sql;
    private final JsonMapper json;

    PostgresKeptAnswers(JdbcClient sql, JsonMapper json) {
        this.sql = sql;
        this.json = json;
    }

    /** What is in the column. */
    record Row(String body, Map<String, String> headers) {}

    @Override
    public Optional<Kept> find(IdempotencyKey key) {
        return sql.sql(
                        """
                        SELECT request_hash, CAST(answer AS text) FROM idempotency
                        WHERE tenant_id = :tenant AND route = :route AND idempotency_key = :key
                        """)
                .param("tenant", key.tenantId())
                .param("route", key.route())
                .param("key", key.key())
                .query((rs, at) -> new Kept(rs.getString(1), answer(rs.getString(2))))
                .optional();
    }

    private CreatedAnswer answer(String text) {
        Row row = json.readValue(text, Row.class);
        return new CreatedAnswer(row.body(), row.headers());
    }

    @Override
    public void keep(IdempotencyKey key, CreatedAnswer answer) {
        sql.sql(
                        """
                        INSERT INTO idempotency (tenant_id, route, idempotency_key, request_hash,
                            answer_status, answer)
                        VALUES (:tenant, :route, :key, :hash, :status, CAST(:answer AS jsonb))
                        """)
                .param("tenant", key.tenantId())
                .param("route", key.route())
                .param("key", key.key())
                .param("hash", key.requestHash())
                .param("status", CREATED)
                .param(
                        "answer",
                        json.writeValueAsString(new Row(answer.keptBody(), answer.headers())))
                .update();
    }

    @Override
    public void forgetOlderThan(Duration age) {
        sql.sql(
                        """
                        DELETE FROM idempotency
                        WHERE created_at < clock_timestamp() - make_interval(secs => :age)
                        """)
                .param("age", (double) age.toSeconds())
                .update();
    }
}
