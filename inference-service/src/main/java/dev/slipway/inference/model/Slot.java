package dev.slipway.inference.model;

import dev.slipway.contract.replica.Heartbeat.LoadedVersion;
import dev.slipway.contract.replica.LoadState;
import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.refusal.Refusal;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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

    /** Since it was ready first, and from which files; null again when it is so no more. */
    @Nullable VersionFacts facts;

    @Nullable LocalPackage files;

    /** While it is ready and has no engine; a ready one has either this or {@link #version}. */
    @Nullable Rest rest;

    /** Those who wait until it is in memory; as many as have places, and who asks by its name. */
    final Set<ArrivalSink> waiting = new LinkedHashSet<>();

    /** Whether wide lanes were asked to make way for it: it waits for them once. */
    boolean lanesGaveWay;

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
        LocalPackage fetched = lack == null ? null : lack.files();
        lack = null;
        lackedBefore = false;
        state = LoadState.LOADING;
        detail = null;
        return fetched;
    }

    /** Whether memory comes free with it: it is withdrawn, or its engine is being closed. */
    boolean isGoing() {
        if (rest == null || rest.stage == Rest.Stage.LEAVING) {
            return withdrawn || rest != null;
        }
        return withdrawn && rest.stage != Rest.Stage.ASLEEP;
    }

    /** Whether it is in memory or can still come there. */
    boolean mayArrive() {
        return state != LoadState.FAILED && state != LoadState.UNLOADING;
    }

    /** Whether it has an engine that may leave memory: one that is withdrawn goes by itself. */
    boolean mayRest() {
        return state == LoadState.READY && !withdrawn && version != null;
    }

    /** It is treated so from now on, or as soon as it is in memory; false where it was already. */
    boolean changes(VersionSettings wanted) {
        if (wish.equals(wanted)) {
            return false;
        }
        wish = wanted;
        if (version != null) {
            version.treat(wanted);
        }
        return true;
    }

    /** Its engine is closed from now on, by who calls; gives what has it. */
    ServedVersion rests(Rest begun) {
        ServedVersion closing = Objects.requireNonNull(version, "it has an engine");
        version = null;
        rest = begun;
        detail = begun.sentence();
        return closing;
    }

    /** It is in memory and warm, and held once for each of those who waited: they are given. */
    List<ArrivalSink> arrives(ServedVersion came, LocalPackage from) {
        version = came;
        facts = came.facts();
        files = from;
        rest = null;
        lanesGaveWay = false;
        state = LoadState.READY;
        MergeRule merging = came.mergeRule();
        detail = merging.mergesAnything() ? null : merging.reason();
        waiting.removeIf(_ -> !came.tryUse());
        return takeWaiting();
    }

    /** Nobody waits for it any more but those who are given, and who calls tells them. */
    List<ArrivalSink> takeWaiting() {
        List<ArrivalSink> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }

    /** Its files are not mapped any more; who calls closes them. */
    void unmap() {
        if (rest != null) {
            rest.mapped = null;
            detail = rest.sentence();
        }
    }

    /** Where it is kept; null where it is not ready. */
    @Nullable Residence residence() {
        if (state != LoadState.READY) {
            return null;
        }
        return rest == null ? Residence.LOADED : rest.residence();
    }

    /** What it had while it rested or was waited for; from now on it has none of it. */
    Leftovers leftovers() {
        Leftovers left = new Leftovers(rest == null ? null : rest.mapped, facts, takeWaiting());
        rest = null;
        facts = null;
        files = null;
        return left;
    }

    /**
     * To be let go outside the lock.
     *
     * @param facts null where it was never ready
     */
    record Leftovers(
            @Nullable MappedFiles mapped, @Nullable VersionFacts facts, List<ArrivalSink> waiting) {
        void letGo(Refusal why) {
            if (mapped != null) {
                mapped.close();
            }
            if (facts != null) {
                facts.forgetAnswers();
            }
            Arrivals.refuse(waiting, why);
        }
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

    /** It is on its way out of the table, and nothing loads it any more. */
    void ends() {
        state = LoadState.UNLOADING;
        detail = null;
        lack = null;
    }

    /** It has no engine any more, and the next request brings it back. */
    void asleep(Rest fallen) {
        fallen.stage = Rest.Stage.ASLEEP;
        fallen.waitedForLanes = false;
        lanesGaveWay = false;
        detail = fallen.sentence();
    }

    /** Once, when it was withdrawn and quiet since; from then on nobody can use it. */
    boolean tryUnload(long sinceNanos) {
        boolean quiet = state == LoadState.READY && withdrawn && withdrawnAtNanos - sinceNanos <= 0;
        if (!quiet) {
            return false;
        }
        boolean goes =
                version == null
                        ? rest != null && rest.stage == Rest.Stage.ASLEEP
                        : version.tryUnload(sinceNanos);
        if (goes) {
            ends();
        }
        return goes;
    }

    LoadedVersion report(VersionId id) {
        return new LoadedVersion(id.model(), id.version(), state, detail);
    }
}
