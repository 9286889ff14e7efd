package dev.slipway.registry.audit;

import dev.slipway.registry.page.Cursor.ByTime;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The writes that were made; to be used inside the truth's transactions. */
public interface AuditTrail {
    /** Those that a question asks for and that were made before this, newest first. */
    List<AuditEntry> entries(Question question, ByTime before, int most);

    /**
     * Which writes are asked for; null where it does not matter.
     *
     * @param resource what was written, or something above it, such as {@code models/digits}
     */
    record Question(
            String tenantId,
            @Nullable String resource,
            @Nullable String principal,
            @Nullable Instant since) {}
}
