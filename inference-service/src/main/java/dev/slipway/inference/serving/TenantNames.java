package dev.slipway.inference.serving;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tenants as labels of metrics: so many by their names, and all that come later by one. */
final class TenantNames {
    /** Names that are kept apart, over all versions of this process. */
    static final int MOST = 1_000;

    /** Everybody else; written as the gateway writes it. */
    static final String OTHER = "_other";

    private final Set<String> kept = ConcurrentHashMap.newKeySet();

    /** The name under which a tenant is counted. */
    String of(String tenant) {
        return kept.contains(tenant) ? tenant : keep(tenant);
    }

    private synchronized String keep(String tenant) {
        if (kept.size() < MOST) {
            kept.add(tenant);
        }
        return kept.contains(tenant) ? tenant : OTHER;
    }
}
