package dev.slipway.inference.serving;

import dev.slipway.contract.error.ErrorCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What became of one version's requests by tenant. A tenant of this version, and each code that one
 * of its requests is refused with, is a series of its own while there is room for it; what comes
 * later counts for {@link TenantNames#OTHER}, of which a version has one.
 */
final class TenantLedger {
    /** Series that tell tenants of versions apart, over all versions of this process. */
    static final int MOST_SERIES = 10_000;

    /** A tenant's requests that were answered, and those whose client left. */
    private static final int SERIES_OF_A_TENANT = 2;

    private final TenantNames names;
    private final SeriesBudget series;
    private final Map<String, TenantCounters> tenants = new ConcurrentHashMap<>();
    private int taken;
    private boolean closed;

    TenantLedger(TenantNames names, SeriesBudget series) {
        this.names = names;
        this.series = series;
    }

    void answered(String tenant) {
        of(tenant).answered();
    }

    void left(String tenant) {
        of(tenant).left();
    }

    void refused(ErrorCode code, String tenant) {
        TenantCounters own = of(tenant);
        if (own.knows(code) || takes(1)) {
            own.refused(code);
        } else {
            tenants.computeIfAbsent(TenantNames.OTHER, _ -> new TenantCounters()).refused(code);
        }
    }

    private TenantCounters of(String tenant) {
        String name = names.of(tenant);
        TenantCounters known = tenants.get(name);
        return known == null ? keep(name) : known;
    }

    private synchronized TenantCounters keep(String name) {
        TenantCounters known = tenants.get(name);
        if (known != null) {
            return known;
        }
        String kept =
                name.equals(TenantNames.OTHER) || takes(SERIES_OF_A_TENANT)
                        ? name
                        : TenantNames.OTHER;
        return tenants.computeIfAbsent(kept, _ -> new TenantCounters());
    }

    /** What is counted after the end is shown nowhere, and takes nothing. */
    private synchronized boolean takes(int more) {
        if (closed) {
            return true;
        }
        boolean room = series.tryTake(more);
        taken += room ? more : 0;
        return room;
    }

    /** Its version is unloaded: others may have its series. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            series.giveBack(taken);
        }
    }

    /** By name; those that have no series of their own together. */
    Map<String, TenantCounters> tenants() {
        return Map.copyOf(tenants);
    }
}
