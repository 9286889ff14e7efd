package dev.slipway.inference.model;

import static dev.slipway.inference.testing.TestPackage.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.batching.Merging;
import dev.slipway.inference.batching.PadRule;
import dev.slipway.inference.cost.LearnedCost;
import dev.slipway.inference.cost.RunShape;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TextRanking;
import dev.slipway.inference.task.Tokenizer;
import dev.slipway.inference.task.Tokens;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestPackage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** Which runs are timed before there is traffic, and what they teach. */
class CostTrialTest {
    private static final TaskSetup NO_TASK = new TaskSetup.TensorsOnly("test");
    private static final Duration BUDGET = Duration.ofSeconds(30);
    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final PadRule PADDING = new PadRule(Map.of(IDS, 0L, MASK, 0L), MASK, Set.of());
    private static final ModelSignature TEXTS =
            TestPackage.signature(
                    new TensorSpec[] {spec(IDS, "INT64", "n", "t"), spec(MASK, "INT64", "n", "t")},
                    spec("logits", "FP32", "n", 1));

    /** Runs take what is told, on a clock of its own; the first one of each shape takes longer. */
    private static final class Timed implements Engine {
        private static final long COLD_NANOS = 70_000_000;

        private final ToLongFunction<RunShape> times;
        private final List<RunShape> runs = new ArrayList<>();
        private Consumer<EngineRequest> before = _ -> {};
        private int refusesFrom = Integer.MAX_VALUE;
        private long nowNanos;

        Timed(ToLongFunction<RunShape> times) {
            this.times = times;
        }

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            Tensor first = request.inputs().values().iterator().next();
            RunShape shape = new RunShape(first.rows(), first.count() / first.rows());
            nowNanos += times.applyAsLong(shape) + (runs.contains(shape) ? 0 : COLD_NANOS);
            runs.add(shape);
            before.accept(request);
            if (first.count() >= refusesFrom) {
                sink.refuse(Refusal.invalidInput("too many"));
                return;
            }
            sink.answer(request.inputs());
            sink.complete();
        }

        List<RunShape> shapes() {
            return runs.stream().distinct().toList();
        }

        @Override
        public void close() {}
    }

    /** Reads at most so many tokens, and whatever it reads has more. */
    private record Endless(int maxTokens) implements Tokenizer {
        @Override
        public Tokens encode(String text) {
            return new Tokens(new long[maxTokens], new long[maxTokens], true);
        }

        @Override
        public Tokens encodePair(String first, String second) {
            return encode(first);
        }

        @Override
        public OptionalInt count(String text) {
            return OptionalInt.empty();
        }

        @Override
        public OptionalInt countPair(String first, String second) {
            return OptionalInt.empty();
        }

        @Override
        public String beginning(String text, int tokens) {
            return text;
        }

        @Override
        public int vocabularySize() {
            return 1;
        }

        @Override
        public int padId() {
            return 0;
        }

        @Override
        public void close() {}
    }

    /** A millisecond, and beside it 0.1 for each cell. */
    private static long text(RunShape shape) {
        return 1_000_000 + 100_000L * shape.rows() * shape.width();
    }

    private static LearnedCost teach(
            Timed engine, TaskSetup task, ModelSignature signature, MergeRule rule) {
        LearnedCost cost = new LearnedCost();
        new CostTrial(engine, BUDGET, () -> engine.nowNanos)
                .teach(new TrialInputs(task, signature, rule.maxRows()), rule, List.of("y"), cost);
        return cost;
    }

    private static MergeRule merging(int rows) {
        return new MergeRule(rows, Merging.PROBED, "test");
    }

    private static MergeRule mixing() {
        return new MergeRule(8, Merging.PROBED, "test", PADDING);
    }

    private static MergeRule alone() {
        return MergeRule.alone(Merging.DECLINED, "test");
    }

    private static ModelSignature tensor(Object... shape) {
        return TestPackage.signature(
                new TensorSpec[] {spec("x", "FP32", shape)}, spec("y", "FP32", shape));
    }

    @Test
    void shortAndLongTextsAreTriedTheCheapestFirstAndColdRunsTeachNothing() {
        Timed engine = new Timed(CostTrialTest::text);
        LearnedCost cost = teach(engine, NO_TASK, TEXTS, mixing());
        assertThat(engine.shapes())
                .containsExactly(
                        new RunShape(1, 8),
                        new RunShape(1, 32),
                        new RunShape(4, 8),
                        new RunShape(4, 32));
        for (RunShape shape : engine.shapes()) {
            assertThat(cost.nanos(shape) / text(shape)).isCloseTo(1, within(0.25));
        }
        assertThat(cost.runs()).isZero();
    }

    @Test
    void whatIsLongIsTimedOnceAndWhatIsShortSeveralTimes() {
        Timed engine = new Timed(CostTrialTest::text);
        teach(engine, NO_TASK, TEXTS, mixing());
        assertThat(engine.runs).filteredOn(new RunShape(1, 8)::equals).hasSize(4);
        assertThat(engine.runs).filteredOn(new RunShape(4, 32)::equals).hasSize(2);
    }

    @Test
    void textsOfAVersionThatMergesNothingAreTriedOneByOne() {
        Timed engine = new Timed(CostTrialTest::text);
        teach(engine, NO_TASK, TEXTS, alone());
        assertThat(engine.shapes()).containsExactly(new RunShape(1, 8), new RunShape(1, 32));
    }

    @Test
    void noTextIsLongerThanTheModelReads() throws Exception {
        for (int most : new int[] {5, 48, 512}) {
            Timed engine = new Timed(CostTrialTest::text);
            TaskSetup task = new TaskSetup.Ranking(new TextRanking(new Endless(most), TEXTS));
            teach(engine, task, TEXTS, mixing());
            int longest = engine.runs.stream().mapToInt(RunShape::width).max().orElse(0);
            assertThat(longest).isEqualTo(most == 48 ? 32 : Math.min(most, 128));
        }
    }

    @Test
    void whatAGraphFixesStaysAsItIs() {
        Timed engine = new Timed(CostTrialTest::text);
        ModelSignature fixed =
                TestPackage.signature(
                        new TensorSpec[] {spec(IDS, "INT64", 2, 16)}, spec("y", "FP32", 2, 1));
        teach(engine, NO_TASK, fixed, alone());
        assertThat(engine.shapes()).containsExactly(new RunShape(2, 16));
    }

    @Test
    void rowsOfTensorsAreTriedAsFarAsTheyMayShareARun() {
        Timed engine = new Timed(CostTrialTest::text);
        LearnedCost cost = teach(engine, NO_TASK, tensor("n", 2), merging(32));
        assertThat(engine.shapes())
                .containsExactly(new RunShape(1, 2), new RunShape(4, 2), new RunShape(16, 2));
        assertThat(cost.nanos(new RunShape(16, 2)) / text(new RunShape(16, 2)))
                .isCloseTo(1, within(0.25));
        Timed two = new Timed(CostTrialTest::text);
        teach(two, NO_TASK, tensor("n", 2), merging(2));
        assertThat(two.shapes()).containsExactly(new RunShape(1, 2), new RunShape(2, 2));
    }

    @Test
    void whereNothingVariesOneShapeIsTried() {
        for (ModelSignature signature : List.of(tensor(), tensor(3, 5))) {
            Timed engine = new Timed(CostTrialTest::text);
            LearnedCost cost = teach(engine, NO_TASK, signature, alone());
            assertThat(engine.shapes()).hasSize(1);
            assertThat(cost.nanos(engine.shapes().getFirst())).isPositive();
        }
    }

    @Test
    void rowsWhoseSizeVariesAreNotTried() {
        Timed engine = new Timed(CostTrialTest::text);
        LearnedCost cost = teach(engine, NO_TASK, tensor("n", 3, "height", "width"), merging(32));
        assertThat(engine.shapes()).isEmpty();
        assertThat(cost.nanos(new RunShape(1, 1))).isZero();
    }

    @Test
    void severalRowsOfLargeElementsAreNotTried() {
        Timed engine = new Timed(_ -> 1_000_000);
        teach(engine, NO_TASK, tensor("n", 1 << 19), merging(32));
        assertThat(engine.shapes()).containsExactly(new RunShape(1, 1 << 19));
    }

    @Test
    void aSlowVersionIsTriedOnlyAsFarAsTheBudgetIsPredictedToReach() {
        Timed engine = new Timed(shape -> 750_000_000L * shape.rows() * shape.width());
        LearnedCost cost = teach(engine, NO_TASK, TEXTS, mixing());
        assertThat(engine.runs).containsExactly(new RunShape(1, 8), new RunShape(1, 8));
        assertThat(cost.nanos(new RunShape(1, 8))).isCloseTo(6e9, within(6e8));
    }

    @Test
    void aRunThatFailsTeachesNothingAndEndsTheTrial() {
        Timed engine = new Timed(CostTrialTest::text);
        engine.refusesFrom = 32;
        LearnedCost cost = teach(engine, NO_TASK, TEXTS, mixing());
        assertThat(engine.shapes()).containsExactly(new RunShape(1, 8), new RunShape(1, 32));
        LearnedCost ofTheFirst = new LearnedCost();
        ofTheFirst.tried(new RunShape(1, 8), text(new RunShape(1, 8)));
        assertThat(cost.nanos(new RunShape(1, 32)))
                .isEqualTo(ofTheFirst.nanos(new RunShape(1, 32)));
    }

    @Test
    void whatWasCancelledTeachesNothingEvenIfItWasAnswered() {
        Timed engine = new Timed(CostTrialTest::text);
        engine.before = request -> request.cancel().cancel();
        LearnedCost cost = teach(engine, NO_TASK, TEXTS, mixing());
        assertThat(engine.runs).hasSize(1);
        assertThat(cost.nanos(new RunShape(1, 8))).isZero();
    }
}
