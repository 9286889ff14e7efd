package dev.slipway.registry.audit;

import java.time.Instant;
import java.util.UUID;

/** One write that was made. */
public record AuditEntry(
        UUID id,
        String tenantId,
        String principal,
        String action,
        String resource,
        String detail,
        Instant createdAt) {}
