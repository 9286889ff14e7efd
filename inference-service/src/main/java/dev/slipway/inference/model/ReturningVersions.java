package dev.slipway.inference.model;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.replica.LoadState;
import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.memory.MemoryShortageException;
import dev.slipway.inference.refusal.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings versions that rest back into memory for those who wait for them.
 *
 * <p>Who waits is in the version's slot from the look that found it without an engine, under the
 * lock, until whoever takes it out tells it what came: its arrival, its failure, or its letting go.
 * So each is told at most once, and none is forgotten: whoever ends a stage looks for them under
 * the lock that ends it. However many wait, one thread loads.
 */
final class ReturningVersions {
    private static final Logger LOG = LoggerFactory.getLogger(ReturningVersions.class);

    private final LoadingVersions loading;
    private final RestingVersions resting;
    private final VersionTable table;
    private final Semaphore compiling;
    private final LongSupplier nanoTime;
    private final ResidenceCounters counters;
    private final int retrySeconds;

    /**
     * Nobody waits yet.
     *
     * @param compiling one permit: the turn to load
     * @param idle after so long a version may leave memory that is used now
     */
    ReturningVersions(
            LoadingVersions loading,
            RestingVersions resting,
            VersionTable table,
            Semaphore compiling,
            LongSupplier nanoTime,
            ResidenceCounters counters,
            Duration idle) {
        this.loading = loading;
        this.resting = resting;
        this.table = table;
        this.compiling = compiling;
        this.nanoTime = nanoTime;
        this.counters = counters;
        this.retrySeconds = Math.clamp(idle.toSeconds(), 1, Integer.MAX_VALUE);
    }

    /**
     * Tells somebody when a version is in memory, at once where it is; begins to bring it back
     * where it rests. Does not wait.
     *
     * @return false where it is not assigned or has failed: nobody is told anything then
     */
    boolean await(VersionId id, ArrivalSink who) {
        ServedVersion here = null;
        List<ArrivalSink> refused = List.of();
        synchronized (table) {
            Slot slot = table.slot(id);
            if (slot == null || !slot.mayArrive()) {
                return false;
            }
            if (slot.version != null && slot.version.tryUse()) {
                here = slot.version;
            } else {
                slot.waiting.add(who);
                refused = begin(id, slot);
            }
        }
        Arrivals.refuse(refused, Rest.FAILED);
        if (here != null) {
            loading.hand(here, List.of(who));
        }
        return true;
    }

    /** Somebody waits no longer. */
    void leave(VersionId id, ArrivalSink who) {
        synchronized (table) {
            Slot slot = table.slot(id);
            if (slot != null) {
                slot.waiting.remove(who);
            }
        }
    }

    /**
     * Brings it back if nobody has to do with it; the caller has the table's lock.
     *
     * @return who is to be refused without the lock: those who wait, where no thread can be had
     */
    List<ArrivalSink> begin(VersionId id, Slot slot) {
        Rest rest = slot.rest;
        VersionFacts facts = slot.facts;
        LocalPackage files = slot.files;
        if (rest == null || facts == null || files == null || rest.stage != Rest.Stage.ASLEEP) {
            return List.of();
        }
        rest.stage = Rest.Stage.COMING;
        long begunNanos = nanoTime.getAsLong();
        try {
            Thread.ofPlatform()
                    .daemon()
                    .name("load-" + id)
                    .start(() -> comeBack(id, slot, rest, files, facts, begunNanos));
            return List.of();
        } catch (RuntimeException | Error noThread) {
            LOG.error("nothing brings {} back", id, noThread);
            counters.stayedAway();
            slot.asleep(rest);
            return slot.takeWaiting();
        }
    }

    /** Begins again for those that wait for wide lanes; says whether there are any. */
    boolean tryAgain() {
        boolean any = false;
        List<ArrivalSink> refused = new ArrayList<>();
        synchronized (table) {
            for (Map.Entry<VersionId, Slot> entry : table.slots().entrySet()) {
                Rest rest = entry.getValue().rest;
                if (rest != null && rest.stage == Rest.Stage.LATER) {
                    any = true;
                    rest.stage = Rest.Stage.ASLEEP;
                    refused.addAll(begin(entry.getKey(), entry.getValue()));
                }
            }
        }
        Arrivals.refuse(refused, Rest.FAILED);
        return any;
    }

    /** Tells those who wait for versions that have failed meanwhile. */
    void refuseFailed() {
        List<ArrivalSink> refused = new ArrayList<>();
        synchronized (table) {
            for (Slot slot : table.slots().values()) {
                if (!slot.mayArrive()) {
                    refused.addAll(slot.takeWaiting());
                }
            }
        }
        Arrivals.refuse(refused, Rest.FAILED);
    }

    private void comeBack(
            VersionId id,
            Slot slot,
            Rest rest,
            LocalPackage files,
            VersionFacts facts,
            long begunNanos) {
        try {
            compiling.acquire();
            try {
                if (isWanted(slot, rest)) {
                    ServedVersion back = loading.bringIn(id, slot, files, facts);
                    counters.cameBack(nanoTime.getAsLong() - begunNanos);
                    loading.arrive(id, slot, files, back);
                }
            } finally {
                compiling.release();
            }
        } catch (MemoryShortageException full) {
            lacks(id, slot, rest, String.valueOf(full.getMessage()));
        } catch (EngineLoadException bad) {
            fails(id, slot, rest, String.valueOf(bad.getMessage()));
        } catch (InterruptedException | RuntimeException | Error bug) {
            LOG.error("{} could not be loaded again", id, bug);
            fails(id, slot, rest, "it could not be loaded again; the replica's log says why");
        }
    }

    /** Falls asleep again where all have left meanwhile who waited. */
    private boolean isWanted(Slot slot, Rest rest) {
        synchronized (table) {
            if (slot.waiting.isEmpty()) {
                slot.asleep(rest);
                return false;
            }
            return true;
        }
    }

    /** It waits until wide lanes have made way, once; else those are refused who wait for it. */
    private void lacks(VersionId id, Slot slot, Rest rest, String shortage) {
        List<ArrivalSink> refused;
        synchronized (table) {
            if (slot.lanesGaveWay && !rest.waitedForLanes) {
                rest.waitedForLanes = true;
                rest.stage = Rest.Stage.LATER;
                return;
            }
            refused = slot.takeWaiting();
            slot.asleep(rest);
        }
        counters.stayedAway();
        LOG.warn("{} is wanted and stays out of memory: {}", id, shortage);
        Refusal why = noRoom(shortage);
        Arrivals.refuse(refused, why);
    }

    private Refusal noRoom(String shortage) {
        String sentence =
                "this version left memory while nobody asked for it and cannot come back now: "
                        + shortage;
        return new Refusal(ErrorCode.NOT_READY, sentence).retryAfter(retrySeconds);
    }

    /** As a version that cannot be loaded in the first place, so that it is routed elsewhere. */
    private void fails(VersionId id, Slot slot, Rest rest, String detail) {
        boolean isGone;
        synchronized (table) {
            if (slot.rest != rest) {
                return;
            }
            isGone = slot.withdrawn;
            if (isGone) {
                table.end(id, slot);
            } else {
                table.forget(id);
                slot.state = LoadState.FAILED;
                slot.detail = detail;
            }
        }
        LOG.warn("{} failed when it was to come back: {}", id, detail);
        counters.stayedAway();
        if (isGone) {
            resting.goes(id, slot, Rest.FAILED);
        } else {
            resting.letGo(id, slot, Rest.FAILED);
        }
    }
}
