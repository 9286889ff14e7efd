package dev.slipway.registry.audit.jpa;

import dev.slipway.registry.audit.Audit;
import org.springframework.stereotype.Component;

@Component
class JpaAudit implements Audit {
    private final AuditRows rows;

    JpaAudit(AuditRows rows) {
        this.rows = rows;
    }

    @Override
    public void record(
            String tenantId, String principal, String action, String resource, String detail) {
        rows.save(new AuditRow(tenantId, principal, action, resource, detail));
    }
}
