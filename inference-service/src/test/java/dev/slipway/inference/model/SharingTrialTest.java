package dev.slipway.inference.model;

import static dev.slipway.inference.testing.TestPackage.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.batching.Merging;
import dev.slipway.inference.cost.LearnedCost;
import dev.slipway.inference.cost.RunShape;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.RunSharing;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.testing.TestPackage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which versions it is tried for, on a machine whose processors share all that makes them fast. */
class SharingTrialTest {
    private static final RunSharing BESIDE = new RunSharing(1, 2);

    private final AtomicLong now = new AtomicLong();

    /** Its runs take the same time however many go on at once. */
    private final class Timed implements Engine {
        private final Duration run;
        private final AtomicInteger runs = new AtomicInteger();

        Timed(Duration run) {
            this.run = run;
        }

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            runs.incrementAndGet();
            now.addAndGet(run.toNanos());
            sink.answer(request.inputs());
            sink.complete();
        }

        @Override
        public void close() {}
    }

    private @Nullable RunSharing find(Timed engine, Duration challengers) {
        LearnedCost cost = new LearnedCost();
        cost.tried(new RunShape(1, 2), engine.run.toNanos());
        TestPackage files =
                TestPackage.of(
                        TestPackage.signature(
                                new TensorSpec[] {spec("x", "FP32", "n", 2)},
                                spec("y", "FP32", "n", 2)),
                        new byte[0]);
        WarmVersion version =
                new WarmVersion(
                        new VersionId("m", 1),
                        new LocalPackage(files.manifest(), Path.of("unused")),
                        engine,
                        new TaskSetup.TensorsOnly("test"),
                        MergeRule.alone(Merging.DECLINED, "test"),
                        cost,
                        BESIDE);
        return new SharingTrial(version, now::get).find(List.of("y"), _ -> new Timed(challengers));
    }

    @Test
    void aSharingThatIsClearlyBetterIsFound() {
        Timed engine = new Timed(Duration.ofMillis(2));
        assertThat(find(engine, Duration.ofMillis(1))).isEqualTo(new RunSharing(2, 1));
    }

    @Test
    void oneThatIsNotIsLeft() {
        Timed engine = new Timed(Duration.ofMillis(2));
        assertThat(find(engine, Duration.ofMillis(2))).isEqualTo(BESIDE);
    }

    @Test
    void versionsWhoseRunsAreVeryShortOrLongAreNotTried() {
        for (Duration run :
                List.of(
                        SharingTrial.SHORTEST_RUN.dividedBy(2),
                        SharingTrial.LONGEST_RUN.multipliedBy(2),
                        Duration.ofSeconds(5))) {
            Timed engine = new Timed(run);
            assertThat(find(engine, Duration.ofNanos(1))).isNull();
            assertThat(engine.runs).hasValue(0);
        }
    }

    @Test
    void whatIsNotFoundInTimeIsNotFound() {
        Timed engine = new Timed(SharingTrial.LONGEST_RUN.multipliedBy(3).dividedBy(4));
        assertThat(find(engine, Duration.ofNanos(1))).isNull();
        assertThat(engine.runs.get()).isPositive();
    }
}
