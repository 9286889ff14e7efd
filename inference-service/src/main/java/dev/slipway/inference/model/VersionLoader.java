package dev.slipway.inference.model;

import dev.slipway.contract.version.Manifest;
import dev.slipway.inference.admission.Admission;
import dev.slipway.inference.admission.AdmissionSettings;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.artefact.BadPackageException;
import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.artefact.PackageFetcher;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.batching.RunThreads;
import dev.slipway.inference.batching.VersionQueue;
import dev.slipway.inference.cost.LearnedCost;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineFactory;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.engine.PlanMemory;
import dev.slipway.inference.engine.RunSharing;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.memory.MemoryShortageException;
import dev.slipway.inference.memory.NativeMemory;
import dev.slipway.inference.task.TaskLoader;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.tensor.BufferPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches, loads and warms one version. The thread that calls waits for threads that yield to
 * traffic, on which engines are opened, warmed and tried.
 */
public final class VersionLoader {
    private static final Logger LOG = LoggerFactory.getLogger(VersionLoader.class);

    private final PackageFetcher fetcher;
    private final EngineFactory engines;
    private final TaskLoader tasks;
    private final WarmUp warmUp;
    private final MergeTrial mergeTrial;
    private final EngineSettings engineSettings;
    private final AdmissionSettings admissionSettings;
    private final RunCounters counters;
    private final Room room;
    private final EnginePlans plans;
    private final WideLanes lanes;
    private final ByteBudget heap;
    private final ByteBudget outside;
    private final BufferPool buffers;
    private final RunThreads threads;
    private final HeavySteps heavy;

    public VersionLoader(
            PackageFetcher fetcher,
            EngineFactory engines,
            TaskLoader tasks,
            WarmUp warmUp,
            MergeTrial mergeTrial,
            EngineSettings engineSettings,
            AdmissionSettings admissionSettings,
            RunCounters counters,
            NativeMemory memory,
            PlanMemory planMemory,
            BufferPool buffers,
            RunThreads threads) {
        this.threads = threads;
        this.heavy = new HeavySteps(threads.loading());
        this.fetcher = fetcher;
        this.engines = engines;
        this.tasks = tasks;
        this.warmUp = warmUp;
        this.mergeTrial = mergeTrial;
        this.engineSettings = engineSettings;
        this.admissionSettings = admissionSettings;
        this.counters = counters;
        this.room = new Room(memory, engines, engineSettings);
        this.plans = new EnginePlans(engineSettings, planMemory);
        this.lanes = new WideLanes(plans, memory, warmUp, this::open, threads.loading());
        this.buffers = buffers;
        this.heap = new ByteBudget(admissionSettings.maxBytes());
        this.outside = new ByteBudget(admissionSettings.maxTensorBytes());
    }

    /** What versions are loaded into. */
    Room room() {
        return room;
    }

    /** What requests of all versions hold on the heap. */
    public ByteBudget heap() {
        return heap;
    }

    /** What they hold outside of it. */
    public ByteBudget outside() {
        return outside;
    }

    LocalPackage fetch(String seal) throws BadPackageException, InterruptedException {
        return fetcher.fetch(seal);
    }

    /** Loads one of which nothing is known. */
    ServedVersion load(VersionId id, LocalPackage files)
            throws EngineLoadException, MemoryShortageException {
        return load(id, files, null);
    }

    /**
     * What was opened for a version that does not become one in the end is closed.
     *
     * @param known what it was found to be when it was in memory before: that is not tried again
     * @throws MemoryShortageException before anything was opened
     */
    ServedVersion load(VersionId id, LocalPackage files, @Nullable VersionFacts known)
            throws EngineLoadException, MemoryShortageException {
        Manifest manifest = files.manifest();
        boolean searches = known == null && plans.isSharingOpen(manifest);
        RunSharing sharing = plans.sharing(manifest);
        Opened opened = heavy.take(id, () -> warmed(id, files, known, sharing, searches));
        ServedVersion version = null;
        try {
            version = version(opened.warm(), opened.facts());
            return version;
        } finally {
            if (version == null) {
                opened.warm().close();
            }
        }
    }

    /** A version that is warm, and what is known of it. */
    private record Opened(WarmVersion warm, VersionFacts facts) {}

    /** Where a search finds a better sharing than the one that it began with, it begins anew. */
    private Opened warmed(
            VersionId id,
            LocalPackage files,
            @Nullable VersionFacts known,
            RunSharing sharing,
            boolean searches)
            throws EngineLoadException, MemoryShortageException {
        NativeMemory.Share share = room.reserve(id, files);
        Engine engine = open(files, EngineThreads.sleeping(sharing.threads()), share);
        RunSharing best = sharing;
        TaskSetup task = null;
        Opened opened = null;
        try {
            task = tasks.load(files);
            VersionFacts facts = facts(id, files, engine, task, known);
            WarmVersion warm =
                    new WarmVersion(
                            id, files, engine, task, facts.mergeRule(), facts.cost(), sharing);
            share.settle();
            best = searches ? found(warm) : sharing;
            if (best.equals(sharing)) {
                opened = new Opened(warm, facts);
                return opened;
            }
        } finally {
            if (opened == null) {
                engine.close();
                if (task != null) {
                    task.close();
                }
            }
        }
        return warmedAnew(id, files, known, best, sharing);
    }

    /** It was warm with the first sharing: where the better one finds no room, it has that. */
    private Opened warmedAnew(
            VersionId id,
            LocalPackage files,
            @Nullable VersionFacts known,
            RunSharing best,
            RunSharing first)
            throws EngineLoadException, MemoryShortageException {
        try {
            return warmed(id, files, known, best, false);
        } catch (EngineLoadException | MemoryShortageException worse) {
            LOG.warn("{} cannot be opened for {}; it is as before", id, best.words(), worse);
            plans.found(files.manifest(), first);
            return warmed(id, files, known, first, false);
        }
    }

    /** The share goes with the engine, or at once where there is none. */
    private Engine open(LocalPackage files, EngineThreads threads, NativeMemory.Share share)
            throws EngineLoadException {
        Engine engine = null;
        try {
            EngineFactory own = engines.of(files.manifest());
            engine = own.load(files.modelFile(), files.manifest().signature(), threads);
            return new AccountedEngine(engine, share);
        } finally {
            if (engine == null) {
                share.release();
            }
        }
    }

    private ServedVersion version(WarmVersion warm, VersionFacts facts) {
        VersionId id = warm.id();
        RunCounters own = counters.of(new RunCounters.Version(id.model(), id.version()));
        LOG.info(
                "{} is ready; {}; {}",
                id,
                warm.rule().reason(),
                plans.words(warm.files().manifest(), warm.sharing()));
        WideLane wide = lanes.of(warm);
        return new ServedVersion(
                facts,
                warm.engine(),
                new VersionQueue(
                        id.toString(),
                        warm.engine(),
                        warm.rule(),
                        warm.cost(),
                        wide,
                        threads,
                        warm.sharing().runs(),
                        mayRunUrgentBeside(warm.files().manifest()),
                        own,
                        facts.admission()::memoryOfARun),
                warm.task(),
                wide);
    }

    /**
     * Whoever says how many runs there are at once gets no more; a card runs one after the other.
     */
    private boolean mayRunUrgentBeside(Manifest manifest) {
        return engineSettings.isOnProcessor() && manifest.processorUse() == null;
    }

    /** Warms it, and finds out what is not known of it. */
    private VersionFacts facts(
            VersionId id,
            LocalPackage files,
            Engine engine,
            TaskSetup task,
            @Nullable VersionFacts known) {
        warmUp.run(id, engine, task, files.manifest().signature());
        if (known != null) {
            return known;
        }
        MergeRule rule = mergeTrial.rule(engine, task, files.manifest());
        LearnedCost cost = taught(id, files, engine, task, rule);
        Admission admission = new Admission(admissionSettings, heap, outside, buffers);
        return VersionFacts.of(id, files.manifest(), task, rule, cost, admission);
    }

    /** What is learnt here is only a first guess: a version does without it where it must. */
    private LearnedCost taught(
            VersionId id, LocalPackage files, Engine engine, TaskSetup task, MergeRule rule) {
        LearnedCost cost = new LearnedCost();
        try {
            warmUp.teach(cost, engine, task, files.manifest().signature(), rule);
            return cost;
        } catch (RuntimeException bug) {
            LOG.warn("{} was not timed; its traffic will teach", id, bug);
            return new LearnedCost();
        }
    }

    /** The sharing that it has where no better one is found. */
    private RunSharing found(WarmVersion warm) {
        RunSharing found = null;
        try {
            found = warmUp.share(warm, threads -> challenger(warm, threads));
        } catch (RuntimeException bug) {
            LOG.warn("how {} best uses the processors was not found", warm.id(), bug);
        }
        if (found == null) {
            return warm.sharing();
        }
        plans.found(warm.files().manifest(), found);
        return found;
    }

    /** It has to leave as much memory to others as a wide lane. */
    private @Nullable Engine challenger(WarmVersion warm, int threads) throws EngineLoadException {
        LocalPackage files = warm.files();
        NativeMemory.Share share = room.reserveLane(warm.id(), files.manifest());
        return share == null ? null : open(files, EngineThreads.sleeping(threads), share);
    }
}
