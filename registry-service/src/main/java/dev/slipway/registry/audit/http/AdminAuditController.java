package dev.slipway.registry.audit.http;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.audit.AuditEntry;
import dev.slipway.registry.audit.AuditTrail;
import dev.slipway.registry.audit.AuditTrail.Question;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.page.Cursor.ByTime;
import dev.slipway.registry.page.Page;
import dev.slipway.registry.page.PageRequest;
import dev.slipway.registry.refusal.RefusedException;
import dev.slipway.trust.Caller;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows who wrote what. */
@RestController
class AdminAuditController {
    private final Truth truth;
    private final AuditTrail trail;

    AdminAuditController(Truth truth, AuditTrail trail) {
        this.truth = truth;
        this.trail = trail;
    }

    /** A write on the wire. */
    record ShownEntry(
            UUID id,
            Instant createdAt,
            String tenant,
            String principal,
            String action,
            String resource,
            String detail) {
        static ShownEntry of(AuditEntry entry) {
            return new ShownEntry(
                    entry.id(),
                    entry.createdAt(),
                    entry.tenantId(),
                    entry.principal(),
                    entry.action(),
                    entry.resource(),
                    entry.detail());
        }
    }

    @GetMapping("/admin/v1/audit")
    Page<ShownEntry> list(
            @RequestParam(name = "resource", required = false) @Nullable String resource,
            @RequestParam(name = "principal", required = false) @Nullable String principal,
            @RequestParam(name = "since", required = false) @Nullable String since,
            PageRequest page,
            Caller caller) {
        // Not by Permission: access writes the audit, so the audit knows nothing of access.
        if (!caller.may(Action.ADMIN, "*")) {
            throw new RefusedException(
                    ErrorCode.FORBIDDEN,
                    "This key has no 'admin' grant on '*'; use one that has it.");
        }
        Question question =
                new Question(
                        caller.tenantId(),
                        resource,
                        principal,
                        since == null ? null : instant(since));
        return truth.read(() ->
                Page.of(
                        trail.entries(question, page.afterTime(ByTime.LAST), page.fetch()),
                        page,
                        entry -> new ByTime(entry.createdAt(), entry.id()),
                        ShownEntry::of));
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException noTime) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST,
                    "since must be a time such as 2026-01-31T12:00:00Z.");
        }
    }
}
