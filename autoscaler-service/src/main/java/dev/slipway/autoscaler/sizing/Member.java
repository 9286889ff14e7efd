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
    private final Instant since;
    private boolean everReady;
    private boolean serving;
    private @Nullable Instant leavingSince;
    private @Nullable String address;
    private boolean probing;
    private int unansweredProbes;
    private @Nullable Instant nextProbe;

    /**
     * Makes a member.
     *
     * @param since when it was started or adopted
     */
    Member(ReplicaProcess process, boolean adopted, Instant since) {
        this.process = process;
        this.adopted = adopted;
        this.since = since;
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

    /** Whether it is killed because it did not come up. */
    boolean neverCameUp() {
        return !everReady && leavingSince == null;
    }

    /** True when it became ready for the first time. */
    boolean see(PoolReplica seen, Instant now) {
        boolean first = seen.everReady() && !everReady;
        everReady |= seen.everReady();
        if (first) {
            // What it left unanswered before it listened is no silence of one that serves.
            unansweredProbes = 0;
        }
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

    /** Where the registry says that it listens; null before it did. */
    @Nullable String address() {
        return address;
    }

    /** Begins a probe if one is due; it is under way until {@link #probed}. */
    boolean beginProbe(Instant now, Duration interval) {
        if (probing || (nextProbe != null && now.isBefore(nextProbe))) {
            return false;
        }
        probing = true;
        nextProbe = now.plus(interval);
        return true;
    }

    void probed(boolean answered) {
        probing = false;
        unansweredProbes = answered ? 0 : unansweredProbes + 1;
    }

    /** Whether it was ready once and has stopped to answer. */
    boolean isSilent(int limit) {
        return everReady && unansweredProbes >= limit;
    }

    /** Whether it should have been ready by now: soon if it says nothing, late if it answers. */
    private boolean startsTooLong(Instant now, SizingSettings settings) {
        boolean answers = unansweredProbes < settings.silentProbes();
        Duration limit = answers ? settings.longestStart() : settings.startLimit();
        return !everReady && now.isAfter(since.plus(limit));
    }

    private boolean drainsTooLong(Instant now, SizingSettings settings) {
        return leavingSince != null && now.isAfter(leavingSince.plus(settings.drainLimit()));
    }

    /**
     * How it is now.
     *
     * @param registryHeard whether the registry said of late who was ever ready; without its word
     *     an adopted replica that serves may look like one that never came up
     */
    MemberView view(Instant now, SizingSettings settings, boolean registryHeard) {
        boolean leaving = leavingSince != null;
        return new MemberView(
                process.instance(),
                process.process().startedAtMs(),
                everReady,
                serving,
                isSilent(settings.silentProbes()),
                leaving,
                leaving
                        ? drainsTooLong(now, settings)
                        : registryHeard && startsTooLong(now, settings));
    }
}
