package dev.slipway.inference.model;

import dev.slipway.contract.replica.HeartbeatReply.Assignment;
import dev.slipway.inference.admission.AdmissionSettings;
import dev.slipway.inference.artefact.ArtefactSettings;
import dev.slipway.inference.artefact.PackageFetcher;
import dev.slipway.inference.artefact.json.ManifestJsonConfiguration;
import dev.slipway.inference.batching.BatchingSettings;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.batching.RunThreads;
import dev.slipway.inference.cache.ResponseCache;
import dev.slipway.inference.cache.ResponseCacheSettings;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineFactory;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.ProviderPolicy;
import dev.slipway.inference.memory.MemorySettings;
import dev.slipway.inference.memory.NativeMemory;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.TaskLoader;
import dev.slipway.inference.task.json.SentenceTransformersConfiguration;
import dev.slipway.inference.tensor.BufferPool;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.FakeMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Versions of 8 MiB, which need 40 MiB to be loaded, on a machine and with a clock that a test
 * plays.
 */
final class PlayedModels {
    static final long MIB = 1L << 20;
    static final Duration QUIET = Duration.ofSeconds(5);
    static final Duration IDLE = Duration.ofSeconds(10);
    private static final int WEIGHTS = 8 << 20;
    private static final Duration LONG = Duration.ofSeconds(30);

    final AtomicLong now = new AtomicLong();
    final AtomicInteger loads = new AtomicInteger();
    final List<VersionId> unloaded = new CopyOnWriteArrayList<>();
    final FakeMachine machine;
    final NativeMemory memory;
    final LoadedModels models;

    /** Whether engines cannot be opened. */
    volatile boolean refuses;

    /** What an engine waits for before it is opened. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    volatile @Nullable PlayedEngine lastOpened;

    /** Nothing is assigned. */
    PlayedModels(Path folder, long free) throws IOException {
        this(folder, free, UnaryOperator.identity());
    }

    /** Nothing is assigned; engines are made by what is put around those that are played. */
    PlayedModels(Path folder, long free, UnaryOperator<EngineFactory> around) throws IOException {
        machine = new FakeMachine(free);
        memory = new NativeMemory(machine, new MemorySettings(0));
        VersionLoader loader =
                new VersionLoader(
                        new PackageFetcher(
                                new LargePackages(),
                                ManifestJsonConfiguration.manifestReader(),
                                new ArtefactSettings(folder, LONG, LONG, 1 << 20, 1L << 30),
                                InstantSource.system()),
                        around.apply((_, _, _) -> opened()),
                        new TaskLoader(
                                (_, _) -> {
                                    throw new AssertionError();
                                },
                                SentenceTransformersConfiguration.reader(),
                                SentenceTransformersConfiguration.classifierReader()),
                        new WarmUp(LONG, System::nanoTime),
                        new MergeTrial(LONG),
                        new EngineSettings(1, 1, false, true, "cpu", ProviderPolicy.STRICT, ""),
                        new AdmissionSettings(1, 1, 1, 0.5, 1, LONG, LONG),
                        new RunCounters(System::nanoTime),
                        memory,
                        new KnownPlans(),
                        BufferPool.keepingNothing(),
                        RunThreads.of(new BatchingSettings(0), System::nanoTime));
        models =
                new LoadedModels(
                        loader,
                        new UnloadSettings(QUIET, LONG, IDLE),
                        new ResponseCache(new ResponseCacheSettings(1), now::get),
                        now::get,
                        unloaded::add,
                        () -> {});
    }

    private Engine opened() throws EngineLoadException {
        loads.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
        if (refuses) {
            throw new EngineLoadException("no");
        }
        PlayedEngine engine = new PlayedEngine(machine);
        lastOpened = engine;
        return engine;
    }

    /** A version that can be assigned. */
    static Assignment version(String model, int content) {
        return new Assignment(model, 1, LargePackages.make(content, WEIGHTS).seal());
    }

    static VersionId id(Assignment of) {
        return new VersionId(of.model(), of.version());
    }

    void assign(Assignment... all) {
        models.apply(List.of(all));
    }

    /** What the replica says of a version; empty where it knows none. */
    String word(Assignment of) {
        return models.report().stream()
                .filter(one -> one.model().equals(of.model()))
                .map(one -> one.state() + (one.detail() == null ? "" : ": " + one.detail()))
                .findFirst()
                .orElse("");
    }

    @Nullable Residence residence(Assignment of) {
        return models.residence(id(of));
    }

    void later(Duration by) {
        now.addAndGet(by.toNanos());
    }

    /** It is asked for and answered now. */
    void use(Assignment of) {
        Objects.requireNonNull(models.use(id(of))).release(now.get());
    }

    static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(condition);
    }

    void awaitWord(Assignment of, String beginning) {
        await(() -> word(of).startsWith(beginning));
    }

    void awaitResidence(Assignment of, Residence residence) {
        await(() -> residence(of) == residence);
    }

    /** Takes memory of the machine until it is closed; its rows are what was given. */
    static final class PlayedEngine implements Engine {
        final AtomicInteger runs = new AtomicInteger();
        volatile boolean closed;
        private final FakeMachine machine;

        PlayedEngine(FakeMachine machine) {
            this.machine = machine;
            machine.take(WEIGHTS);
        }

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            runs.incrementAndGet();
            Tensor x = Objects.requireNonNull(request.inputs().get("x"));
            sink.answer(Map.of("y", x));
            sink.complete();
        }

        @Override
        public void close() {
            closed = true;
            machine.take(-WEIGHTS);
        }
    }

    /** Somebody who waits for a version, and what was told. */
    static final class Waiter implements ArrivalSink {
        final List<ServedVersion> came = new CopyOnWriteArrayList<>();
        final List<Refusal> refusals = new CopyOnWriteArrayList<>();

        @Override
        public boolean came(ServedVersion version) {
            came.add(version);
            return true;
        }

        @Override
        public void failed(Refusal why) {
            refusals.add(why);
        }

        boolean isTold() {
            return came.size() + refusals.size() > 0;
        }
    }
}
