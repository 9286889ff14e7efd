package dev.slipway.autoscaler.sizing;

import dev.slipway.autoscaler.actuator.ReplicaProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Deaths that the registry has not taken yet, told one after the other; owned by the sizing loop. A
 * death that falls out here is found again by its run file after the next start.
 */
final class DeathReports {
    private static final int LIMIT = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Map<UUID, ReplicaProcess> pending = new LinkedHashMap<>();
    private boolean underWay;
    private Instant notBefore = Instant.MIN;

    void add(ReplicaProcess dead) {
        if (pending.size() < LIMIT) {
            pending.put(dead.instance(), dead);
        }
    }

    int size() {
        return pending.size();
    }

    /** The death to report now, or null. */
    @Nullable UUID next(Instant now) {
        if (underWay || pending.isEmpty() || now.isBefore(notBefore)) {
            return null;
        }
        underWay = true;
        return pending.keySet().iterator().next();
    }

    /** The replica of an accepted report, or null when it is to be repeated, after the others. */
    @Nullable ReplicaProcess answered(UUID instance, boolean accepted, Instant now) {
        underWay = false;
        ReplicaProcess told = pending.remove(instance);
        if (accepted || told == null) {
            return told;
        }
        notBefore = now.plus(PAUSE);
        pending.put(instance, told);
        return null;
    }
}
