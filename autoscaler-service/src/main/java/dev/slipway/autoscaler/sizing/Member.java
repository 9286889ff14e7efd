package dev.slipway.autoscaler.sizing;

import dev.slipway.autoscaler.actuator.ReplicaProcess;
import dev.slipway.contract.pool.PoolStatus.PoolReplica;
import dev.slipway.contract.replica.ReplicaState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the sizing loop knows of one replica's process; owned by its thread. */
final class Member {
    private final ReplicaProcess process;
    private final boolean adopted;
    private boolean everReady;
    private boolean serving;
    private @Nullable Instant leavingSince;
    private @Nullable String address;
    private boolean probing;
    private int unansweredProbes;
    private @Nullable Instant nextProbe;

    Member(ReplicaProcess process, boolean adopted) {
        this.process = process;
        this.adopted = adopted;
    }

    ReplicaProcess process() {
        return process;
    }

    String pool() {
        return process.pool();
    }

    /** Whether its death says nothing against starting another at once. */
    boolean wasOfUse() {
        return everReady || adopted || leavingSince != null;
    }

    boolean everReady() {
        return everReady;
    }

    /** True when it became ready for the first time. */
    boolean see(PoolReplica seen, Instant now) {
        boolean first = seen.everReady() && !everReady;
        everReady |= seen.everReady();
        serving = seen.complete() && seen.state() == ReplicaState.READY;
        address = seen.address();
        if (seen.state() == ReplicaState.DRAINING || seen.state() == ReplicaState.GONE) {
            leave(now);
        }
        return first;
    }

    void leave(Instant now) {
        if (leavingSince == null) {
            leavingSince = now;
        }
    }

    /** The address to probe now, or null when it is not due. */
    @Nullable String dueProbe(Instant now, Duration interval) {
        String target = address;
        if (!everReady || probing || target == null) {
            return null;
        }
        if (nextProbe != null && now.isBefore(nextProbe)) {
            return null;
        }
        probing = true;
        nextProbe = now.plus(interval);
        return target;
    }

    void probed(boolean answered) {
        probing = false;
        unansweredProbes = answered ? 0 : unansweredProbes + 1;
    }

    boolean isSilent(int limit) {
        return unansweredProbes >= limit;
    }

    MemberView view(Instant now, SizingSettings settings) {
        Instant since = leavingSince;
        return new MemberView(
                process.instance(),
                process.process().startedAtMs(),
                everReady,
                serving,
                isSilent(settings.silentProbes()),
                since != null,
                since != null && now.isAfter(since.plus(settings.drainLimit())));
    }
}
