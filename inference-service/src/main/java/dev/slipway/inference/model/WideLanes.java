package dev.slipway.inference.model;

import dev.slipway.contract.version.Manifest;
import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.batching.NiceThreads;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.engine.LaneContest;
import dev.slipway.inference.engine.LaneContest.Candidate;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.memory.NativeMemory;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines for lone runs of all versions of this process. Where it is not known yet whether
 * threads that spin make them faster, or any threads at all, the first lone runs find out.
 */
final class WideLanes {
    private static final Logger LOG = LoggerFactory.getLogger(WideLanes.class);

    private final EnginePlans plans;
    private final NativeMemory memory;
    private final WarmUp warmUp;
    private final Graphs graphs;
    private final NiceThreads threads;
    private final Semaphore widening = new Semaphore(1);

    /** Opens engines. */
    @FunctionalInterface
    interface Graphs {
        /** The share goes with the engine, or at once where there is none. */
        Engine open(LocalPackage files, EngineThreads threads, NativeMemory.Share share)
                throws EngineLoadException;
    }

    /**
     * None are open.
     *
     * @param threads on which they are opened and warmed; those of an engine inherit how nice they
     *     are
     */
    WideLanes(
            EnginePlans plans,
            NativeMemory memory,
            WarmUp warmUp,
            Graphs graphs,
            NiceThreads threads) {
        this.plans = plans;
        this.memory = memory;
        this.warmUp = warmUp;
        this.graphs = graphs;
        this.threads = threads;
    }

    /** Closed at first. */
    WideLane of(WarmVersion version) {
        Manifest manifest = version.files().manifest();
        if (EngineThreads.NONE.equals(plans.lane(manifest, version.sharing()))) {
            return WideLane.none();
        }
        return new WideLane(
                () -> open(version),
                () -> widening.availablePermits() > 0 && memory.laneFits(Weights.bytes(manifest)),
                background(version.id()),
                System::nanoTime);
    }

    private Executor background(VersionId id) {
        return step -> threads.start("lane-" + id, step);
    }

    /** One at a time: what it takes to make one is taken from what is served. */
    private @Nullable Engine open(WarmVersion version) throws EngineLoadException {
        if (!widening.tryAcquire()) {
            throw new EngineLoadException("another version's wide lane is being opened");
        }
        try {
            EngineThreads lane = plans.lane(version.files().manifest(), version.sharing());
            if (lane == null) {
                return contest(version);
            }
            return lane.equals(EngineThreads.NONE) ? null : open(version, lane);
        } finally {
            widening.release();
        }
    }

    private Engine open(WarmVersion version, EngineThreads threads) throws EngineLoadException {
        Manifest manifest = version.files().manifest();
        NativeMemory.Share share =
                memory.reserveLane(Room.holder(version.id()), Weights.bytes(manifest));
        if (share == null) {
            throw new EngineLoadException("there is no memory for it any more");
        }
        Engine wide = graphs.open(version.files(), threads, share);
        boolean warm = false;
        try {
            warmUp.run(version.id(), wide, version.task(), manifest.signature());
            share.settle();
            warm = true;
            LOG.info("{} has a wide lane for lone runs: {}", version.id(), threads.words());
            return wide;
        } finally {
            if (!warm) {
                wide.close();
            }
        }
    }

    private Engine contest(WarmVersion version) throws EngineLoadException {
        EngineThreads usual = plans.usualLane();
        Engine sleeping = open(version, usual);
        Engine contest = null;
        try {
            contest = contest(version, new Candidate(usual, sleeping));
            return contest;
        } finally {
            if (contest == null) {
                sleeping.close();
            }
        }
    }

    private Engine contest(WarmVersion version, Candidate usual) {
        Candidate none = new Candidate(EngineThreads.NONE, version.engine());
        EngineThreads fast = new EngineThreads(usual.threads().count(), true);
        List<Candidate> all = List.of(none, usual);
        try {
            all = List.of(none, usual, new Candidate(fast, open(version, fast)));
        } catch (EngineLoadException noRoom) {
            LOG.info(
                    "{} is not tried with threads that spin: {}",
                    version.id(),
                    noRoom.getMessage());
        }
        boolean complete = all.size() > 2;
        return new LaneContest(
                all,
                request -> version.cost().nanos(version.rule().shape(request)),
                (best, sure) -> decided(version, best, sure && complete),
                background(version.id()),
                System::nanoTime);
    }

    /** What was not wholly tried is tried again with the next lane. */
    private void decided(WarmVersion version, EngineThreads best, boolean sure) {
        LOG.info(
                "{}: lone runs: {}{}",
                version.id(),
                EnginePlans.words(best),
                sure ? "" : ", for now");
        if (sure) {
            plans.found(version.files().manifest(), best);
        }
    }
}
