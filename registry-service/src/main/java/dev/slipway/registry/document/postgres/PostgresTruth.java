package dev.slipway.registry.document.postgres;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.registry.document.Change;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.document.DocumentSignal;
import dev.slipway.registry.document.Truth;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Locks the rows of the document counters for as long as a change lasts. */
@Component
class PostgresTruth implements Truth {
    private final JdbcClient sql;
    private final DocumentSignal signal;
    private final TransactionTemplate changes;
    private final TransactionTemplate reads;

    PostgresTruth(JdbcClient sql, DocumentSignal signal, PlatformTransactionManager transactions) {
        this.sql = sql;
        this.signal = signal;
        this.changes = new TransactionTemplate(transactions);
        this.changes.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.changes.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        this.reads = new TransactionTemplate(transactions);
        this.reads.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.reads.setReadOnly(true);
    }

    @Override
    public <T> T change(Function<Change, T> work) {
        LockedCounters[] locked = new LockedCounters[1];
        T result =
                changes.execute(status -> {
                    locked[0] = new LockedCounters();
                    return work.apply(locked[0]);
                });
        if (!locked[0].raised.isEmpty()) {
            signal.changed();
        }
        return Objects.requireNonNull(result);
    }

    @Override
    public <T> T read(Supplier<T> work) {
        return Objects.requireNonNull(reads.execute(status -> work.get()));
    }

    private final class LockedCounters implements Change {
        private final Map<DocumentKind, DocumentNumber> numbers = new EnumMap<>(DocumentKind.class);
        private final Set<DocumentKind> raised = EnumSet.noneOf(DocumentKind.class);

        LockedCounters() {
            sql.sql("SELECT kind, epoch, number FROM documents ORDER BY kind FOR UPDATE")
                    .query(rs -> {
                        numbers.put(
                                Counters.kind(rs.getString(1)),
                                new DocumentNumber(rs.getLong(2), rs.getLong(3)));
                    });
        }

        @Override
        public DocumentNumber raise(DocumentKind kind) {
            if (raised.add(kind)) {
                numbers.put(kind, Counters.raise(sql, kind));
            }
            return current(kind);
        }

        @Override
        public DocumentNumber raiseEpoch(DocumentKind kind, DocumentNumber above) {
            raised.add(kind);
            numbers.put(kind, Counters.raiseEpoch(sql, kind, above.epoch()));
            return current(kind);
        }

        @Override
        public DocumentNumber current(DocumentKind kind) {
            return Objects.requireNonNull(numbers.get(kind), "no counter of this kind");
        }

        @Override
        public Instant now() {
            return sql.sql("SELECT clock_timestamp()")
                    .query(OffsetDateTime.class)
                    .single()
                    .toInstant();
        }
    }
}
