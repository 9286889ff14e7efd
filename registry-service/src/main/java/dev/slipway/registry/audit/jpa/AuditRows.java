package dev.slipway.registry.audit.jpa;

import java.util.UUID;
import org.springframework.data.repository.Repository;

interface AuditRows extends Repository<AuditRow, UUID> {
    AuditRow save(AuditRow row);
}
