package dev.slipway.registry.access.jpa;

import dev.slipway.registry.access.ApiKeys;
import dev.slipway.registry.access.BootstrapKey;
import org.springframework.stereotype.Component;

@Component
class JpaApiKeys implements ApiKeys {
    private final ApiKeyRows rows;

    JpaApiKeys(ApiKeyRows rows) {
        this.rows = rows;
    }

    @Override
    public boolean put(String tenantId, BootstrapKey key) {
        ApiKeyRow row =
                rows.findByPrefix(key.prefix())
                        .orElseGet(() -> new ApiKeyRow(tenantId, key.prefix()));
        if (row.is(key)) {
            return false;
        }
        rows.saveAndFlush(row.become(key));
        return true;
    }
}
