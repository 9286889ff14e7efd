package dev.slipway.inference.model;

import dev.slipway.contract.replica.Heartbeat.LoadedVersion;
import dev.slipway.contract.replica.LoadState;
import dev.slipway.inference.artefact.LocalPackage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is known of one version; guarded by the lock of its {@link VersionTable}. */
final class Slot {
    /** How long a version that does not fit waits for memory that may come free. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** How long it may take until a replica is told that a version is withdrawn. */
    static final Duration UNTOLD = Duration.ofSeconds(15);

    final String seal;
    LoadState state = LoadState.FETCHING;
    @Nullable String detail;
    @Nullable Thread thread;
    @Nullable ServedVersion version;
    @Nullable Lack lack;
    boolean withdrawn;
    private long withdrawnAtNanos;
    VersionSettings wish;
    private boolean lackedBefore;
    private long lackedSinceNanos;

    Slot(String seal, VersionSettings wish) {
        this.seal = seal;
        this.wish = wish;
    }

    /**
     * Why nothing loads a version that is wanted: it does not fit into memory.
     *
     * @param files of the version, to load it when it does
     * @param sentence for people
     */
    record Lack(LocalPackage files, String sentence) {}

    /**
     * It found no room, and nobody loads it from now on.
     *
     * @param isGoing whether something goes that holds memory now
     * @param mayGo whether something may go: a version that the registry has withdrawn is said to
     *     be so here only when every gateway knows it
     * @return whether that is waited for; else it has failed until it fits
     */
    boolean lacks(Lack what, boolean isGoing, boolean mayGo, long nowNanos) {
        if (!lackedBefore) {
            lackedBefore = true;
            lackedSinceNanos = nowNanos;
        }
        long lackedNanos = nowNanos - lackedSinceNanos;
        boolean waits =
                isGoing
                        ? lackedNanos < LONGEST_WAIT.toNanos()
                        : mayGo && lackedNanos < UNTOLD.toNanos();
        lack = what;
        state = waits ? LoadState.LOADING : LoadState.FAILED;
        detail = waits ? "it waits for others to go: " + what.sentence() : what.sentence();
        return waits;
    }

    /** Whether it waits for memory. */
    boolean isWaiting() {
        return lack != null && state == LoadState.LOADING;
    }

    /** There is room for it, and somebody loads it now: from these files, or fetched ones. */
    @Nullable LocalPackage fits() {
        LocalPackage files = lack == null ? null : lack.files();
        lack = null;
        lackedBefore = false;
        state = LoadState.LOADING;
        detail = null;
        return files;
    }

    /** Nobody wants it any more; true when nobody loads it either, so that it can be forgotten. */
    boolean withdraw(long nowNanos) {
        withdrawn = true;
        withdrawnAtNanos = nowNanos;
        if (state == LoadState.FETCHING && thread != null) {
            thread.interrupt();
        }
        return state == LoadState.FAILED || lack != null;
    }

    /** Once, when it was withdrawn and quiet since; from then on nobody can use it. */
    boolean tryUnload(long sinceNanos) {
        boolean quiet = state == LoadState.READY && withdrawn && withdrawnAtNanos - sinceNanos <= 0;
        if (!quiet || version == null || !version.tryUnload(sinceNanos)) {
            return false;
        }
        state = LoadState.UNLOADING;
        return true;
    }

    LoadedVersion report(VersionId id) {
        return new LoadedVersion(id.model(), id.version(), state, detail);
    }
}
