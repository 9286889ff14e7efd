package dev.slipway.registry.document.postgres;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.registry.document.DocumentKind;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The counter rows of the documents. */
final class Counters {
    private Counters() {}

    static DocumentNumber read(JdbcClient sql, DocumentKind kind) {
        return sql.sql("SELECT epoch, number FROM documents WHERE kind = :kind")
                .param("kind", kind.wireName())
                .query((rs, at) -> new DocumentNumber(rs.getLong(1), rs.getLong(2)))
                .single();
    }

    static DocumentNumber raise(JdbcClient sql, DocumentKind kind) {
        return sql.sql(
                        """
                        UPDATE documents SET number = number + 1, changed_at = clock_timestamp()
                        WHERE kind = :kind RETURNING epoch, number
                        """)
                .param("kind", kind.wireName())
                .query((rs, at) -> new DocumentNumber(rs.getLong(1), rs.getLong(2)))
                .single();
    }

    static DocumentNumber raiseEpoch(JdbcClient sql, DocumentKind kind, long above) {
        return sql.sql(
                        """
                        UPDATE documents SET number = number + 1, changed_at = clock_timestamp(),
                            epoch = greatest(:above + 1,
                                CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint))
                        WHERE kind = :kind RETURNING epoch, number
                        """)
                .param("kind", kind.wireName())
                .param("above", above)
                .query((rs, at) -> new DocumentNumber(rs.getLong(1), rs.getLong(2)))
                .single();
    }

    static DocumentKind kind(String wireName) {
        return DocumentKind.valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
