package dev.slipway.inference.model;

import dev.slipway.inference.admission.Admission;
import dev.slipway.inference.admission.AdmissionSettings;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.artefact.BadPackageException;
import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.artefact.PackageFetcher;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.batching.VersionQueue;
import dev.slipway.inference.cost.LearnedCost;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineFactory;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.Lane;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.memory.Holder;
import dev.slipway.inference.memory.MemoryShortageException;
import dev.slipway.inference.memory.NativeMemory;
import dev.slipway.inference.memory.Shortage;
import dev.slipway.inference.task.TaskLoader;
import dev.slipway.inference.task.TaskSetup;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches, loads and warms one version; on the thread that calls. */
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
    private final NativeMemory memory;
    private final Semaphore widening = new Semaphore(1);
    private final ByteBudget heap;
    private final ByteBudget outside;

    public VersionLoader(
            PackageFetcher fetcher,
            EngineFactory engines,
            TaskLoader tasks,
            WarmUp warmUp,
            MergeTrial mergeTrial,
            EngineSettings engineSettings,
            AdmissionSettings admissionSettings,
            RunCounters counters,
            NativeMemory memory) {
        this.fetcher = fetcher;
        this.engines = engines;
        this.tasks = tasks;
        this.warmUp = warmUp;
        this.mergeTrial = mergeTrial;
        this.engineSettings = engineSettings;
        this.admissionSettings = admissionSettings;
        this.counters = counters;
        this.memory = memory;
        this.heap = new ByteBudget(admissionSettings.maxBytes());
        this.outside = new ByteBudget(admissionSettings.maxTensorBytes());
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

    /** What memory a version would lack now; null where it fits. */
    @Nullable Shortage shortage(LocalPackage files) {
        return memory.shortage(bytesOutsideACard(files));
    }

    /** External data that goes to a card is only read from its file. */
    private long bytesOutsideACard(LocalPackage files) {
        return engineSettings.isOnProcessor()
                ? Weights.bytes(files.manifest())
                : Weights.ofGraph(files.manifest());
    }

    /** Whether wide lanes hold memory, which they give to a version that waits for some. */
    boolean hasLanes() {
        return memory.hasLanes();
    }

    /** While true no wide lane is opened: a version waits for memory. */
    void keepMemoryForVersions(boolean keep) {
        memory.keepForVersions(keep);
    }

    /**
     * What was opened for a version that does not become one in the end is closed.
     *
     * @throws MemoryShortageException before anything was opened
     */
    ServedVersion load(VersionId id, LocalPackage files)
            throws EngineLoadException, MemoryShortageException {
        NativeMemory.Share share = memory.reserve(holder(id), bytesOutsideACard(files));
        Engine engine = open(files, Lane.NARROW, share);
        TaskSetup task = null;
        ServedVersion version = null;
        try {
            task = tasks.load(files);
            ServedVersion warm = version(id, files, engine, task);
            share.settle();
            version = warm;
            return version;
        } finally {
            if (version == null) {
                engine.close();
                if (task != null) {
                    task.close();
                }
            }
        }
    }

    /** How this version uses the hardware. */
    private EngineSettings settings(LocalPackage files) {
        return engineSettings.of(files.manifest().processorUse());
    }

    private static Holder holder(VersionId id) {
        return new Holder(id.model(), id.version());
    }

    /** The share goes with the engine, or at once where there is none. */
    private Engine open(LocalPackage files, Lane lane, NativeMemory.Share share)
            throws EngineLoadException {
        Engine engine = null;
        try {
            engine =
                    engines.load(
                            files.modelFile(),
                            files.manifest().signature(),
                            settings(files).threads(lane));
            return new AccountedEngine(engine, share);
        } finally {
            if (engine == null) {
                share.release();
            }
        }
    }

    private ServedVersion version(VersionId id, LocalPackage files, Engine engine, TaskSetup task) {
        warmUp.run(id, engine, task, files.manifest().signature());
        MergeRule rule = mergeTrial.rule(engine, task, files.manifest());
        LearnedCost cost = taught(id, files, engine, task, rule);
        RunCounters own = counters.of(new RunCounters.Version(id.model(), id.version()));
        LOG.info("{} is ready; {}", id, rule.reason());
        WideLane wide = wideLane(id, files, task);
        return new ServedVersion(
                id,
                files.manifest(),
                engine,
                rule,
                new VersionQueue(
                        id.toString(),
                        engine,
                        rule,
                        cost,
                        wide,
                        settings(files).parallelRuns(),
                        own),
                new Admission(admissionSettings, heap, outside),
                task,
                wide);
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

    private WideLane wideLane(VersionId id, LocalPackage files, TaskSetup task) {
        if (!settings(files).mayWiden()) {
            return WideLane.none();
        }
        return new WideLane(
                () -> openWide(id, files, task),
                () ->
                        widening.availablePermits() > 0
                                && memory.laneFits(Weights.bytes(files.manifest())),
                step -> Thread.ofPlatform().daemon().name("lane-" + id).start(step),
                System::nanoTime);
    }

    /** One at a time: what it takes to make one is taken from what is served. */
    private Engine openWide(VersionId id, LocalPackage files, TaskSetup task)
            throws EngineLoadException {
        if (!widening.tryAcquire()) {
            throw new EngineLoadException("another version's wide lane is being opened");
        }
        Engine wide = null;
        boolean warm = false;
        try {
            NativeMemory.Share share =
                    memory.reserveLane(holder(id), Weights.bytes(files.manifest()));
            if (share == null) {
                throw new EngineLoadException("there is no memory for it any more");
            }
            wide = open(files, Lane.WIDE, share);
            warmUp.run(id, wide, task, files.manifest().signature());
            share.settle();
            warm = true;
            LOG.info("{} has a wide lane for lone runs", id);
            return wide;
        } finally {
            widening.release();
            if (wide != null && !warm) {
                wide.close();
            }
        }
    }
}
