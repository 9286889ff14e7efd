package dev.slipway.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.ProviderPolicy;
import dev.slipway.inference.memory.Holder;
import dev.slipway.inference.memory.MemoryReading;
import dev.slipway.inference.memory.MemorySettings;
import dev.slipway.inference.memory.NativeMemory;
import dev.slipway.inference.task.TaskLoader;
import dev.slipway.inference.task.json.SentenceTransformersConfiguration;
import dev.slipway.inference.tensor.BufferPool;
import dev.slipway.inference.testing.FakeMachine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions of 8 MiB, which need 40 MiB at least, on a machine that a test makes too small. */
class LackingVersionsTest {
    private static final long MIB = 1L << 20;
    private static final int WEIGHTS = 8 << 20;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final Duration NEVER_IDLE = Duration.ofDays(1);
    private static final String LACK =
            "it does not fit into memory: it needs at least 40 MiB, 8 of them for its weights, and"
                    + " 39 MiB are free on its machine; give that more memory, have fewer versions"
                    + " on this replica, or use a pool of larger replicas";
    private static final Assignment OLD = packageOf("old", 1);
    private static final Assignment BIG = packageOf("big", 2);

    @TempDir Path folder;

    private final FakeMachine machine = new FakeMachine(39 * MIB);
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger loads = new AtomicInteger();
    private boolean refuses;
    private NativeMemory memory = new NativeMemory(machine, new MemorySettings(0));
    private LoadedModels models;

    private static Assignment packageOf(String model, int content) {
        return new Assignment(model, 1, LargePackages.make(content, WEIGHTS).seal());
    }

    @BeforeEach
    void begin() throws Exception {
        models = models(machine);
    }

    private LoadedModels models(Supplier<MemoryReading> readings) throws Exception {
        memory = new NativeMemory(readings, new MemorySettings(0));
        VersionLoader loader =
                new VersionLoader(
                        new PackageFetcher(
                                new LargePackages(),
                                ManifestJsonConfiguration.manifestReader(),
                                new ArtefactSettings(folder, LONG, LONG, 1 << 20, 1L << 30),
                                InstantSource.system()),
                        (_, _, _) -> opened(),
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
        return new LoadedModels(
                loader,
                new UnloadSettings(QUIET, LONG, NEVER_IDLE),
                new ResponseCache(new ResponseCacheSettings(1), now::get),
                now::get,
                _ -> {},
                () -> {});
    }

    private Engine opened() throws EngineLoadException {
        loads.incrementAndGet();
        if (refuses) {
            throw new EngineLoadException("no");
        }
        return new PlayedModels.PlayedEngine(machine);
    }

    private void assign(Assignment... all) {
        models.apply(List.of(all));
    }

    /** What the replica says of a version; empty where it knows none. */
    private String word(Assignment of) {
        return models.report().stream()
                .filter(one -> one.model().equals(of.model()))
                .map(one -> one.state() + (one.detail() == null ? "" : ": " + one.detail()))
                .findFirst()
                .orElse("");
    }

    private void await(Assignment of, String beginning) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> word(of).startsWith(beginning));
    }

    private void awaitGone(Assignment of) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> word(of).isEmpty());
    }

    /** The old version is ready, and with it the new one lacks 1 MiB. */
    private void loadOld() {
        machine.comesFree(8 * MIB);
        assign(OLD);
        await(OLD, "READY");
    }

    @Test
    void aVersionThatDoesNotFitIsRefusedBeforeItIsLoadedAndSaysTheNumbers() {
        assign(BIG);
        await(BIG, "FAILED");
        assertThat(word(BIG)).isEqualTo("FAILED: " + LACK);
        assertThat(loads).hasValue(0);
        assertThat(memory.refusals()).isOne();
        assertThat(memory.held()).isEmpty();
        assertThat(models.isSettled()).isTrue();
    }

    @Test
    void itIsLoadedAsSoonAsThereIsMemoryForIt() {
        assign(BIG);
        await(BIG, "FAILED");
        models.unloadQuiet();
        assertThat(word(BIG)).startsWith("FAILED");
        machine.comesFree(MIB);
        models.unloadQuiet();
        await(BIG, "READY");
        assertThat(loads).hasValue(1);
        assertThat(memory.held()).isEqualTo(Map.of(new Holder("big", 1), 8 * MIB));
    }

    @Test
    void itWaitsForAVersionThatIsWithdrawn() {
        loadOld();
        assign(BIG);
        await(BIG, "LOADING: it waits for others to go: " + LACK);
        now.addAndGet(QUIET.toNanos());
        models.unloadQuiet();
        awaitGone(OLD);
        models.unloadQuiet();
        await(BIG, "READY");
        assertThat(memory.held()).containsOnlyKeys(new Holder("big", 1));
        assertThat(loads).hasValue(2);
    }

    @Test
    void itWaitsNoLongerThanAMinuteAndIsLoadedAllTheSameWhenThereIsRoom() {
        loadOld();
        ServedVersion used = Objects.requireNonNull(models.use(new VersionId("old", 1)));
        assign(BIG);
        await(BIG, "LOADING: it waits");
        now.addAndGet(Slot.LONGEST_WAIT.toNanos() - 1);
        models.unloadQuiet();
        assertThat(word(BIG)).startsWith("LOADING: it waits");
        now.addAndGet(1);
        models.unloadQuiet();
        assertThat(word(BIG)).isEqualTo("FAILED: " + LACK);
        used.release(now.get());
        now.addAndGet(QUIET.toNanos());
        models.unloadQuiet();
        awaitGone(OLD);
        models.unloadQuiet();
        await(BIG, "READY");
    }

    @Test
    void besideAVersionThatIsNotWithdrawnItWaitsAsLongAsThatMayBeOnItsWayHere() {
        loadOld();
        assign(OLD, BIG);
        await(BIG, "LOADING: it waits");
        now.addAndGet(Slot.UNTOLD.toNanos() - 1);
        models.unloadQuiet();
        assertThat(word(BIG)).startsWith("LOADING: it waits");
        now.addAndGet(1);
        models.unloadQuiet();
        assertThat(word(BIG)).isEqualTo("FAILED: " + LACK);
        assertThat(word(OLD)).startsWith("READY");
    }

    @Test
    void itWaitsForAWideLaneThatMakesWay() {
        machine.comesFree(300 * MIB);
        NativeMemory.Share lane =
                Objects.requireNonNull(memory.reserveLane(new Holder("other", 1), MIB));
        lane.settle();
        machine.take(300 * MIB);
        assign(BIG);
        await(BIG, "LOADING: it waits");
        models.unloadQuiet();
        assertThat(word(BIG)).startsWith("LOADING: it waits");
        lane.release();
        machine.comesFree(MIB);
        models.unloadQuiet();
        await(BIG, "READY");
    }

    @Test
    void whatNobodyWantsAnyMoreIsForgottenWhileItWaitsAndAfterItFailed() {
        loadOld();
        assign(BIG);
        await(BIG, "LOADING: it waits");
        assign(OLD);
        assertThat(word(BIG)).isEmpty();
        assign(OLD, BIG);
        await(BIG, "LOADING: it waits");
        now.addAndGet(Slot.UNTOLD.toNanos());
        models.unloadQuiet();
        assertThat(word(BIG)).startsWith("FAILED");
        assign(OLD);
        assertThat(word(BIG)).isEmpty();
        assertThat(word(OLD)).startsWith("READY");
    }

    @Test
    void whatAnEngineCannotLoadHoldsNothingAndIsNotTriedAgain() {
        refuses = true;
        machine.comesFree(MIB);
        assign(BIG);
        await(BIG, "FAILED: no");
        assertThat(memory.held()).isEmpty();
        models.unloadQuiet();
        assertThat(word(BIG)).isEqualTo("FAILED: no");
        assertThat(loads).hasValue(1);
    }

    @Test
    void whereFreeMemoryCannotBeToldNothingIsRefused() throws Exception {
        MemoryReading untold =
                new MemoryReading(
                        OptionalLong.empty(), OptionalLong.empty(), 0, OptionalLong.empty(), 0, 0);
        models = models(() -> untold);
        assign(BIG);
        await(BIG, "READY");
    }
}
