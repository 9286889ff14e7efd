package dev.slipway.registry.pool;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.audit.Audit;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.refusal.Outcome;
import dev.slipway.registry.revision.IfMatch;
import java.util.Optional;
import java.util.regex.Pattern;

/** Changes how many replicas pools may have. */
public final class PoolSizes {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    private final Truth truth;
    private final Pools pools;
    private final Audit audit;

    public PoolSizes(Truth truth, Pools pools, Audit audit) {
        this.truth = truth;
        this.pools = pools;
        this.audit = audit;
    }

    /** A pool as it is now, and the document that shows it. */
    public record Sized(Pool pool, DocumentNumber document) {}

    /** Changes the size of a pool that is there. */
    public Outcome<Sized> resize(
            String tenantId, String principal, String name, WantedSize size, IfMatch ifMatch) {
        if (!NAME.matcher(name).matches()) {
            return Outcome.refused(
                    ErrorCode.INVALID_REQUEST,
                    "A pool's name has 1 to 63 characters of a-z, 0-9, '.', '_' and '-', and"
                            + " begins with a letter or a digit.");
        }
        if (!size.hasBounds()) {
            return Outcome.refused(
                    ErrorCode.INVALID_REQUEST,
                    "A pool needs 0 <= min <= max <= %d; min %d and max %d are not."
                            .formatted(Pool.MOST_REPLICAS, size.min(), size.max()));
        }
        if (!size.hasTarget()) {
            return Outcome.refused(
                    ErrorCode.INVALID_REQUEST,
                    "target_in_flight is 1 to %d, or absent for the default; %d is not."
                            .formatted(WantedSize.MOST_IN_FLIGHT, size.targetInFlight()));
        }
        return truth.change(change -> {
            Optional<Pool> there = pools.byName(name);
            if (there.isEmpty()) {
                return Outcome.refused(ErrorCode.RESOURCE_NOT_FOUND, pools.missing(name));
            }
            ifMatch.require(there.get().etag());
            Pool pool = pools.resize(name, size).orElseThrow();
            audit.record(tenantId, principal, "pool.put", "pools/" + name, size.words());
            return Outcome.done(new Sized(pool, change.raise(DocumentKind.ROUTING)));
        });
    }
}
