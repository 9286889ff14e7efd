package dev.slipway.trust;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import java.util.List;

/** The client on whose behalf a gateway asks another service. */
public record Caller(String principal, String tenantId, List<Grant> grants) {
    public Caller {
        grants = List.copyOf(grants);
    }

    public boolean may(Action action, String model) {
        for (Grant grant : grants) {
            if (grant.allows(action, model)) {
                return true;
            }
        }
        return false;
    }
}
