package dev.slipway.inference.model;

import static dev.slipway.inference.testing.TestPackage.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.batching.Merging;
import dev.slipway.inference.batching.NiceThreads;
import dev.slipway.inference.cost.LearnedCost;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EnginePlan;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.engine.ProviderPolicy;
import dev.slipway.inference.engine.RunSharing;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.memory.MemorySettings;
import dev.slipway.inference.memory.NativeMemory;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.FakeMachine;
import dev.slipway.inference.testing.TestPackage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which engines are opened for lone runs, by what is known of a graph. */
class WideLanesTest {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final long MIB = 1L << 20;
    private static final EngineThreads SLEEPING = EngineThreads.sleeping(PROCESSORS);
    private static final EngineThreads SPINNING = new EngineThreads(PROCESSORS, true);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final TestPackage FILES =
            TestPackage.of(
                    TestPackage.signature(
                            new TensorSpec[] {spec("x", "FP32", "n", 2)},
                            spec("y", "FP32", "n", 2)),
                    new byte[0]);
    private static final String GRAPH = TestPackage.sha256(new byte[0]);

    private final FakeMachine machine = new FakeMachine(1000 * MIB);
    private final KnownPlans known = new KnownPlans();
    private final List<EngineThreads> opened = new CopyOnWriteArrayList<>();
    private final EnginePlans plans =
            new EnginePlans(
                    new EngineSettings(0, 0, true, true, "cpu", ProviderPolicy.STRICT, ""), known);
    private long bytesOfALane;
    private WideLane lane = WideLane.none();

    private static final class Echo implements Engine {
        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            sink.answer(request.inputs());
            sink.complete();
        }

        @Override
        public void close() {}
    }

    private static final class Ignoring implements AnswerSink {
        @Override
        public void answer(Map<String, Tensor> outputs) {}

        @Override
        public void complete() {}

        @Override
        public void refuse(Refusal refusal) {}
    }

    @BeforeEach
    void needsMoreThanOneProcessor() {
        Assumptions.assumeTrue(PROCESSORS > 1);
    }

    @AfterEach
    void close() {
        lane.close();
    }

    private Engine open(EngineThreads threads, NativeMemory.Share share) {
        opened.add(threads);
        machine.take(bytesOfALane);
        return new AccountedEngine(new Echo(), share);
    }

    private void begin() {
        WarmVersion version =
                new WarmVersion(
                        new VersionId("m", 1),
                        new LocalPackage(FILES.manifest(), Path.of("unused")),
                        new Echo(),
                        new TaskSetup.TensorsOnly("test"),
                        MergeRule.alone(Merging.DECLINED, "test"),
                        new LearnedCost(),
                        new RunSharing(1, PROCESSORS));
        lane =
                new WideLanes(
                                plans,
                                new NativeMemory(machine, new MemorySettings(0)),
                                new WarmUp(LONG, System::nanoTime),
                                (_, threads, share) -> open(threads, share),
                                new NiceThreads(0))
                        .of(version);
    }

    private void loneRun() {
        Engine wide = lane.borrow();
        if (wide == null) {
            return;
        }
        try {
            wide.run(
                    new EngineRequest(
                            Map.of("x", Tensor.floats(new float[2], 1, 2)),
                            List.of("y"),
                            Deadline.in(LONG, System::nanoTime),
                            new CancelToken()),
                    new Ignoring());
        } finally {
            lane.giveBack();
        }
    }

    private void awaitOpen() {
        Awaitility.await()
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    loneRun();
                    return lane.isOpen();
                });
    }

    @Test
    void whatTheFirstLoneRunsFindIsRemembered() {
        begin();
        awaitOpen();
        assertThat(opened).containsExactly(SLEEPING, SPINNING);
        Awaitility.await()
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    loneRun();
                    return known.recall(GRAPH).lane() != null;
                });
    }

    @Test
    void whatIsRememberedIsOpenedAndNothingElse() {
        known.remember(GRAPH, EnginePlan.UNKNOWN.with(SPINNING));
        begin();
        awaitOpen();
        assertThat(opened).containsExactly(SPINNING);
    }

    @Test
    void whereLoneRunsAreKnownToGainNothingNothingIsOpened() {
        known.remember(GRAPH, EnginePlan.UNKNOWN.with(EngineThreads.NONE));
        begin();
        for (int i = 0; i < 100; i++) {
            assertThat(lane.borrow()).isNull();
        }
        assertThat(opened).isEmpty();
    }

    @Test
    void withoutMemoryForASecondOneTheUsualOneIsOpened() {
        bytesOfALane = 800 * MIB;
        begin();
        awaitOpen();
        assertThat(opened).containsExactly(SLEEPING);
    }
}
