package dev.slipway.registry.idempotency;

import java.time.Duration;
import java.util.Optional;

/**
 * Answers of creates as they are kept; all but {@link #forgetOlderThan} is to be used inside the
 * truth's transactions.
 */
public interface KeptAnswers {
    /** What was kept under this tenant, route and key, whatever was asked for. */
    Optional<Kept> find(IdempotencyKey key);

    void keep(IdempotencyKey key, CreatedAnswer answer);

    void forgetOlderThan(Duration age);

    /** An answer and what it answered. */
    record Kept(String requestHash, CreatedAnswer answer) {}
}
