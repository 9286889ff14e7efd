package dev.slipway.inference.model;

import static dev.slipway.inference.testing.TestPackage.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.batching.Merging;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestEngines;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.inference.testing.TestPackage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of requests are merged only where that changes no answer. */
class MergeTrialTest {
    private static final TaskSetup NO_TASK = new TaskSetup.TensorsOnly("test");

    @TempDir static Path folder;

    private final MergeTrial trial = new MergeTrial(Duration.ofSeconds(30));

    private MergeRule rule(TestPackage files) throws Exception {
        try (Engine engine = TestEngines.load(folder, files)) {
            return trial.rule(engine, NO_TASK, files.manifest());
        }
    }

    private void assertAlone(TestPackage files, Merging why, String says) throws Exception {
        MergeRule rule = rule(files);
        assertThat(rule.merging()).isEqualTo(why);
        assertThat(rule.maxRows()).isEqualTo(1);
        assertThat(rule.reason()).startsWith("requests run one at a time: ").contains(says);
    }

    @Test
    void rowsThatDoNotKnowOfEachOtherAreMerged() throws Exception {
        MergeRule rule = rule(TestModels.doubled(null));
        assertThat(rule.merging()).isEqualTo(Merging.PROBED);
        assertThat(rule.maxRows()).isEqualTo(32);
        assertThat(rule(TestModels.negative()).merging()).isEqualTo(Merging.PROBED);
        assertThat(rule(TestModels.lookup(2)).merging()).isEqualTo(Merging.PROBED);
    }

    @Test
    void aGraphThatMixesRowsIsFoundOut() throws Exception {
        assertAlone(TestModels.centred(null), Merging.ROWS_DIFFER, "output 'y' of a row depends");
    }

    @Test
    void aDynamicallyQuantisedGraphIsMergedOnlyWhereThatIsDeclared() throws Exception {
        assertAlone(TestModels.quantised(null), Merging.QUANTISED, "quantised dynamically");
        assertThat(rule(TestModels.quantised(8)).merging()).isEqualTo(Merging.DECLARED);
    }

    @Test
    void whatIsDeclaredIsNotTried() throws Exception {
        assertThat(rule(TestModels.centred(8)).maxRows()).isEqualTo(8);
        assertAlone(TestModels.doubled(1), Merging.DECLINED, "max_batch_size: 1");
        assertAlone(TestModels.twoByTwo(7), Merging.FIXED_ROWS, "input 'b'");
    }

    @Test
    void aGraphThatDoesNotRunOnMadeUpRowsIsNotMerged() throws Exception {
        assertAlone(TestModels.lookup(1), Merging.NOT_PROBED, "declare max_batch_size");
    }

    /** Notes what it is run on; without {@code x} of one column it refuses. */
    private static final class OneColumn implements Engine {
        private final List<EngineRequest> runs = new ArrayList<>();

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            runs.add(request);
            Tensor x = Objects.requireNonNull(request.inputs().get("x"));
            if (x.shape()[1] != 1) {
                sink.refuse(Refusal.invalidInput("one column"));
                return;
            }
            sink.answer(Map.of("y", x));
            sink.complete();
        }

        @Override
        public void close() {}
    }

    private static TestPackage columns(Object columns) {
        return TestPackage.of(
                TestPackage.signature(
                        new TensorSpec[] {spec("x", "FP32", "n", columns)},
                        spec("y", "FP32", "n", columns)),
                new byte[0]);
    }

    @Test
    void dimensionsThatVaryAreTriedLongAndShortAndEachTimeTheSame() {
        List<String> first = new ArrayList<>();
        for (int load = 0; load < 2; load++) {
            OneColumn engine = new OneColumn();
            MergeRule rule = trial.rule(engine, NO_TASK, columns("c").manifest());
            assertThat(rule.merging()).isEqualTo(Merging.PROBED);
            assertThat(engine.runs)
                    .extracting(run -> String.valueOf(run.inputs().get("x")))
                    .containsExactly(
                            "FP32[3,8]", "FP32[3,1]", "FP32[1,1]", "FP32[1,1]", "FP32[1,1]");
            Tensor rows = Objects.requireNonNull(engine.runs.get(1).inputs().get("x"));
            first.add(java.util.Arrays.toString((float[]) rows.data()));
        }
        assertThat(first.getFirst()).isEqualTo(first.getLast());
    }

    @Test
    void inputsThatAreTooLargeToMakeUpAreNot() {
        OneColumn engine = new OneColumn();
        MergeRule rule = trial.rule(engine, NO_TASK, columns(1 << 24).manifest());
        assertThat(rule.merging()).isEqualTo(Merging.NOT_PROBED);
        assertThat(rule.reason()).contains("too large");
        assertThat(engine.runs).isEmpty();
    }

    @Test
    void aTrialThatTakesTooLongEnds() {
        Engine endless =
                new Engine() {
                    @Override
                    public void run(EngineRequest request, AnswerSink sink) {
                        Object cancelled = new Object();
                        synchronized (cancelled) {
                            var _ =
                                    request.cancel()
                                            .onCancel(() -> {
                                                synchronized (cancelled) {
                                                    cancelled.notifyAll();
                                                }
                                            });
                            while (!request.cancel().isCancelled()) {
                                try {
                                    cancelled.wait();
                                } catch (InterruptedException cut) {
                                    throw new AssertionError(cut);
                                }
                            }
                        }
                        sink.refuse(Refusal.engineFailed("cancelled"));
                    }

                    @Override
                    public void close() {}
                };
        MergeRule rule =
                new MergeTrial(Duration.ofMillis(1)).rule(endless, NO_TASK, columns(2).manifest());
        assertThat(rule.reason()).contains("took too long");
    }
}
