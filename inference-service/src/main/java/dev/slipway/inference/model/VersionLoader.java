package dev.slipway.inference.model;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.admission.Admission;
import dev.slipway.inference.admission.AdmissionSettings;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.artefact.BadPackageException;
import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.artefact.PackageFetcher;
import dev.slipway.inference.batching.MeasuredEngine;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.batching.VersionQueue;
import dev.slipway.inference.cost.LearnedCost;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineFactory;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.FreeMemory;
import dev.slipway.inference.engine.Lane;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.task.TaskLoader;
import dev.slipway.inference.task.TaskSetup;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches, loads and warms one version; on the thread that calls. */
public final class VersionLoader {
    private static final Logger LOG = LoggerFactory.getLogger(VersionLoader.class);

    /** Bytes of memory that a wide lane leaves to others. */
    static final long ROOM_TO_LEAVE = 256L << 20;

    private final PackageFetcher fetcher;
    private final EngineFactory engines;
    private final TaskLoader tasks;
    private final WarmUp warmUp;
    private final MergeTrial mergeTrial;
    private final EngineSettings engineSettings;
    private final AdmissionSettings admissionSettings;
    private final RunCounters counters;
    private final FreeMemory memory = new FreeMemory();
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
            RunCounters counters) {
        this.fetcher = fetcher;
        this.engines = engines;
        this.tasks = tasks;
        this.warmUp = warmUp;
        this.mergeTrial = mergeTrial;
        this.engineSettings = engineSettings;
        this.admissionSettings = admissionSettings;
        this.counters = counters;
        this.heap = new ByteBudget(admissionSettings.maxBytes());
        this.outside = new ByteBudget(admissionSettings.maxTensorBytes());
    }

    LocalPackage fetch(String seal) throws BadPackageException, InterruptedException {
        return fetcher.fetch(seal);
    }

    /** What was opened for a version that does not become one in the end is closed. */
    ServedVersion load(VersionId id, LocalPackage files) throws EngineLoadException {
        Engine engine = engines.load(files.modelFile(), files.manifest().signature(), Lane.NARROW);
        TaskSetup task = null;
        ServedVersion version = null;
        try {
            task = tasks.load(files);
            version = version(id, files, engine, task);
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

    private ServedVersion version(VersionId id, LocalPackage files, Engine engine, TaskSetup task) {
        warmUp.run(id, engine, task, files.manifest().signature());
        MergeRule rule = mergeTrial.rule(engine, task, files.manifest());
        LearnedCost cost = new LearnedCost();
        warmUp.teach(cost, engine, task, files.manifest().signature(), rule);
        RunCounters own = counters.of(new RunCounters.Version(id.model(), id.version()));
        LOG.info("{} is ready; {}", id, rule.reason());
        WideLane wide = wideLane(id, files, task, own);
        return new ServedVersion(
                id,
                files.manifest(),
                engine,
                rule,
                new VersionQueue(
                        id.toString(),
                        new MeasuredEngine(engine, own),
                        rule,
                        cost,
                        wide,
                        engineSettings.parallelRuns(),
                        own),
                new Admission(admissionSettings, heap, outside),
                task,
                wide);
    }

    private WideLane wideLane(VersionId id, LocalPackage files, TaskSetup task, RunCounters own) {
        if (!engineSettings.mayWiden()) {
            return WideLane.none();
        }
        return new WideLane(
                () -> new MeasuredEngine(openWide(id, files, task), own),
                () -> widening.availablePermits() > 0 && hasRoomFor(files),
                step -> Thread.ofPlatform().daemon().name("lane-" + id).start(step),
                System::nanoTime);
    }

    /** One at a time: two that look for memory at once would both find the same. */
    private Engine openWide(VersionId id, LocalPackage files, TaskSetup task)
            throws EngineLoadException {
        if (!widening.tryAcquire()) {
            throw new EngineLoadException("another version's wide lane is being opened");
        }
        Engine wide = null;
        boolean warm = false;
        try {
            if (!hasRoomFor(files)) {
                throw new EngineLoadException("there is no memory for it any more");
            }
            ModelSignature signature = files.manifest().signature();
            wide = engines.load(files.modelFile(), signature, Lane.WIDE);
            warmUp.run(id, wide, task, signature);
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

    private boolean hasRoomFor(LocalPackage files) {
        long bytes = 0;
        for (Manifest.ManifestFile file : files.manifest().files()) {
            bytes += file.size();
        }
        Runtime jvm = Runtime.getRuntime();
        return memory.bytes().orElse(0) >= needed(bytes, jvm.maxMemory(), jvm.totalMemory());
    }

    /**
     * Bytes that must be free for a wide lane: the weights as they are in the file, packed, and
     * what is needed while that is made; and what the heap has not taken yet but may.
     */
    static long needed(long packageBytes, long heapMayHaveBytes, long heapHasBytes) {
        return 3 * packageBytes + Math.max(0, heapMayHaveBytes - heapHasBytes) + ROOM_TO_LEAVE;
    }
}
