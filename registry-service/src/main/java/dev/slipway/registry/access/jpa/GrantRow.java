package dev.slipway.registry.access.jpa;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import jakarta.persistence.Embeddable;
import java.util.Locale;

@Embeddable
record GrantRow(String tenantId, String modelPattern, String action) {
    static GrantRow of(String tenantId, Grant grant) {
        return new GrantRow(
                tenantId, grant.model(), grant.action().name().toLowerCase(Locale.ROOT));
    }

    Grant toGrant() {
        return new Grant(modelPattern, Action.valueOf(action.toUpperCase(Locale.ROOT)));
    }
}
