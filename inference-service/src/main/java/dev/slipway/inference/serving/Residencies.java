package dev.slipway.inference.serving;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.replica.Heartbeat.LoadedVersion;
import dev.slipway.inference.dialect.oip.IndexedVersion;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.model.Residence;
import dev.slipway.inference.model.Residents;
import dev.slipway.inference.model.VersionId;
import dev.slipway.inference.refusal.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what the gateway asks about where versions are kept: to load one, to let one rest, and
 * which are here. Only loading waits, each on a thread of its own, so many at a time.
 */
final class Residencies {
    /** Loads that are waited for at a time. */
    static final int MOST_LOADS = 64;

    /** What is told of a version that rests, in the index. */
    static final String MAPPED = "at rest, its pages mapped; the next request loads it";

    static final String CACHED = "at rest, its files cached; the next request loads it";

    private static final Logger LOG = LoggerFactory.getLogger(Residencies.class);
    private static final byte[] NOTHING = {};
    private static final Refusal TOO_MANY =
            new Refusal(
                    ErrorCode.QUEUE_FULL,
                    "as many loads are waited for as may be at a time; try again soon");
    private static final Refusal LATE =
            new Refusal(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "the version was not loaded in time; allow more, or ask again");
    private static final Refusal BROKEN =
            new Refusal(ErrorCode.INTERNAL, "the version could not be loaded");

    private final Residents residents;
    private final InFlight inFlight;
    private final RequestCounters counters;
    private final Semaphore places = new Semaphore(MOST_LOADS);

    Residencies(Residents residents, InFlight inFlight, RequestCounters counters) {
        this.residents = residents;
        this.inFlight = inFlight;
        this.counters = counters;
    }

    /** Whether the version is assigned and was brought here. */
    boolean has(VersionId id) {
        return residents.residence(id) != null;
    }

    /** Lets a version rest that is here; one that rests already stays so. */
    Opening unload(VersionId id) {
        residents.unload(id);
        return new Opening.Answered(done(id));
    }

    /** Brings a version that is here into memory, which may take until the deadline. */
    Opening load(VersionId id, Deadline deadline) {
        if (!places.tryAcquire()) {
            return new Opening.Refused(TOO_MANY);
        }
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        if (!inFlight.addLoad(outcome)) {
            places.release();
            return new Opening.Refused(Door.DRAINING);
        }
        Thread waiting = Thread.ofVirtual().name("await-" + id).unstarted(() -> await(id, outcome));
        var _ =
                outcome.whenComplete((what, _) -> {
                    inFlight.removeLoad(outcome);
                    over(what, waiting);
                });
        var _ =
                outcome.completeOnTimeout(
                        new Outcome.Refused(LATE), deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        waiting.start();
        return new Opening.Later(outcome);
    }

    /** Who has waited long enough, or has left, waits no more; what is being loaded goes on. */
    private void over(@Nullable Outcome what, Thread waiting) {
        waiting.interrupt();
        if (what instanceof Outcome.Refused(Refusal refusal)) {
            counters.refused(refusal.code());
        }
    }

    private void await(VersionId id, CompletableFuture<Outcome> outcome) {
        try {
            Refusal refusal = residents.refusalToLoad(id);
            outcome.complete(
                    refusal == null ? new Outcome.Done(done(id)) : new Outcome.Refused(refusal));
        } catch (InterruptedException overOrLeft) {
            outcome.complete(new Outcome.Refused(LATE));
        } catch (RuntimeException | Error bug) {
            LOG.error("{} could not be loaded for who asked", id, bug);
            outcome.complete(new Outcome.Refused(BROKEN));
        } finally {
            places.release();
        }
    }

    /** Every version that is here. */
    Opening index(VersionId asked, Collection<LoadedVersion> known, OipCodec codec) {
        List<IndexedVersion> index = new ArrayList<>(known.size());
        for (LoadedVersion one : known) {
            Residence residence = residents.residence(new VersionId(one.model(), one.version()));
            if (residence != null) {
                index.add(entry(one, residence));
            }
        }
        return new Opening.Answered(new Reply(codec.index(index), asked.version()));
    }

    private static IndexedVersion entry(LoadedVersion one, Residence residence) {
        String reason =
                switch (residence) {
                    case LOADED -> "";
                    case MAPPED -> MAPPED;
                    case CACHED -> CACHED;
                };
        return new IndexedVersion(
                one.model(), one.version(), residence == Residence.LOADED, reason);
    }

    private static Reply done(VersionId id) {
        return new Reply(NOTHING, id.version());
    }
}
