package dev.slipway.inference.model;

import static dev.slipway.inference.testing.TestPackage.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.condition.OS.LINUX;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.ProcessorUse;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.admission.AdmissionSettings;
import dev.slipway.inference.artefact.ArtefactSettings;
import dev.slipway.inference.artefact.ArtefactSource;
import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.artefact.PackageFetcher;
import dev.slipway.inference.artefact.json.ManifestJsonConfiguration;
import dev.slipway.inference.batching.BatchingSettings;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.batching.RunThreads;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CardShortage;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineFactory;
import dev.slipway.inference.engine.EnginePlan;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.engine.ProviderPolicy;
import dev.slipway.inference.engine.RunSharing;
import dev.slipway.inference.memory.Holder;
import dev.slipway.inference.memory.MemorySettings;
import dev.slipway.inference.memory.MemoryShortageException;
import dev.slipway.inference.memory.NativeMemory;
import dev.slipway.inference.task.TaskLoader;
import dev.slipway.inference.task.json.SentenceTransformersConfiguration;
import dev.slipway.inference.tensor.BufferPool;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.FakeMachine;
import dev.slipway.inference.testing.TestPackage;
import dev.slipway.inference.testing.ThreadNiceness;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;

class VersionLoaderTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int WARM_UP_RUNS = 2;

    @TempDir static Path folder;

    private final NativeMemory memory =
            new NativeMemory(new FakeMachine(1L << 40), new MemorySettings(0));

    private final KnownPlans plans = new KnownPlans();

    private ServedVersion load(BreakingEngine engine) throws Exception {
        return load(engine, new ProcessorUse(null, null));
    }

    private ServedVersion load(BreakingEngine engine, ProcessorUse use) throws Exception {
        return load(
                new OneEngine(engine, null),
                use,
                new EngineSettings(1, 1, false, true, "cpu", ProviderPolicy.STRICT, ""));
    }

    private ServedVersion load(EngineFactory engines, ProcessorUse use, EngineSettings settings)
            throws Exception {
        TestPackage files =
                TestPackage.of(
                                TestPackage.signature(
                                        new TensorSpec[] {spec("x", "FP32", "n", 2)},
                                        spec("y", "FP32", "n", 2)),
                                new byte[0])
                        .with(use);
        VersionLoader loader =
                new VersionLoader(
                        new PackageFetcher(
                                new NoSource(),
                                ManifestJsonConfiguration.manifestReader(),
                                new ArtefactSettings(folder, LONG, LONG, 1, 1),
                                InstantSource.system()),
                        engines,
                        new TaskLoader(
                                (_, _) -> {
                                    throw new AssertionError();
                                },
                                SentenceTransformersConfiguration.reader(),
                                SentenceTransformersConfiguration.classifierReader()),
                        new WarmUp(LONG, System::nanoTime),
                        new MergeTrial(LONG),
                        settings,
                        new AdmissionSettings(1, 1, 1, 0.5, 1, LONG, LONG),
                        new RunCounters(System::nanoTime),
                        memory,
                        plans,
                        BufferPool.keepingNothing(),
                        RunThreads.of(new BatchingSettings(5), System::nanoTime));
        return loader.load(new VersionId("m", 1), new LocalPackage(files.manifest(), folder));
    }

    @Test
    void theEngineOfAVersionThatBreaksWhileItIsWarmedIsClosed() {
        assertClosed(new BreakingEngine(0));
    }

    @Test
    void soIsOneThatBreaksWhileItIsTriedForMerging() {
        assertClosed(new BreakingEngine(WARM_UP_RUNS));
    }

    private void assertClosed(BreakingEngine engine) {
        assertThatThrownBy(() -> load(engine)).hasMessage("injected");
        assertThat(engine.closes).isOne();
        assertThat(memory.held()).isEmpty();
    }

    @Test
    @EnabledOnOs(LINUX)
    void aVersionIsWarmedOnAThreadThatYieldsAndWhoLoadsItDoesNot() throws Exception {
        int before = ThreadNiceness.now();
        BreakingEngine engine = new BreakingEngine(Integer.MAX_VALUE);
        load(engine).unload();
        assertThat(engine.nice).isEqualTo(Math.min(19, before + 5));
        assertThat(ThreadNiceness.now()).isEqualTo(before);
    }

    @Test
    void theEngineOfAVersionThatIsLoadedStaysOpenUntilThatIsUnloaded() throws Exception {
        BreakingEngine engine = new BreakingEngine(Integer.MAX_VALUE);
        ServedVersion version = load(engine);
        assertThat(engine.closes).isZero();
        assertThat(memory.held()).containsOnlyKeys(new Holder("m", 1));

        version.unload();

        assertThat(engine.closes).isOne();
        assertThat(memory.held()).isEmpty();
    }

    @Test
    void aRunHasTheThreadsThatThePackageDeclaresAsFarAsThereAreProcessors() throws Exception {
        BreakingEngine engine = new BreakingEngine(Integer.MAX_VALUE);
        load(engine, new ProcessorUse(2, null)).unload();
        assertThat(engine.threads)
                .isEqualTo(Math.min(2, Runtime.getRuntime().availableProcessors()));
    }

    @Test
    void whatWasFoundOfAGraphIsWhatItIsOpenedWithAndWhatThePackageDeclaresGoesBeforeThat()
            throws Exception {
        int processors = Runtime.getRuntime().availableProcessors();
        EngineSettings unsaid =
                new EngineSettings(0, 0, false, true, "cpu", ProviderPolicy.STRICT, "");
        plans.remember(
                TestPackage.sha256(new byte[0]),
                EnginePlan.UNKNOWN.with(new RunSharing(processors, 1)));
        BreakingEngine engine = new BreakingEngine(Integer.MAX_VALUE);
        EngineFactory engines = new OneEngine(engine, null);
        load(engines, new ProcessorUse(null, null), unsaid).unload();
        assertThat(engine.threads).isEqualTo(processors);
        load(engines, new ProcessorUse(1, null), unsaid).unload();
        assertThat(engine.threads).isOne();
    }

    @Test
    void aVersionForWhichItsCardHasNoRoomIsNotLoaded() {
        BreakingEngine engine = new BreakingEngine(Integer.MAX_VALUE);
        CardShortage full = new CardShortage(0, 2, 1, "its card is full");
        EngineSettings settings =
                new EngineSettings(1, 1, false, true, "cuda", ProviderPolicy.STRICT, "");
        assertThatThrownBy(
                        () -> load(new OneEngine(engine, full), new ProcessorUse(1, 1), settings))
                .isInstanceOf(MemoryShortageException.class)
                .hasMessage("its card is full");
        assertThat(engine.threads).isZero();
        assertThat(memory.held()).isEmpty();
    }

    /** Gives one engine, unless there is no room for it. */
    private record OneEngine(BreakingEngine engine, @Nullable CardShortage shortage)
            implements EngineFactory {
        @Override
        public Engine load(Path modelFile, ModelSignature signature, EngineThreads threads) {
            engine.threads = threads.count();
            return engine;
        }
    }

    /** Breaks after some runs. */
    private static final class BreakingEngine implements Engine {
        private int runsLeft;
        private int closes;
        private int threads;
        private int nice;

        BreakingEngine(int runs) {
            runsLeft = runs;
        }

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            if (runsLeft-- == 0) {
                throw new IllegalStateException("injected");
            }
            if (LINUX.isCurrentOs()) {
                nice = ThreadNiceness.now();
            }
            Tensor x = Objects.requireNonNull(request.inputs().get("x"));
            sink.answer(Map.of("y", x));
            sink.complete();
        }

        @Override
        public void close() {
            closes++;
        }
    }

    /** Has nothing. */
    private static final class NoSource implements ArtefactSource {
        @Override
        public InputStream openManifest(String sha256) {
            throw new AssertionError();
        }

        @Override
        public InputStream openArtefact(String sha256, long offset) {
            throw new AssertionError();
        }
    }
}
