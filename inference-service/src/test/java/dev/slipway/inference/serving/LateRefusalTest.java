package dev.slipway.inference.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.Admission;
import dev.slipway.inference.admission.AdmissionSettings;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.Forecast.Standing;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.Verdict;
import dev.slipway.inference.batching.KnownCost;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.batching.Merging;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.batching.VersionQueue;
import dev.slipway.inference.batching.Work;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.model.ServedVersion;
import dev.slipway.inference.model.VersionId;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestModels;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What is predicted to be late is refused once it is known what it asks of the engine. A run costs
 * 100 s as the model has it, so that it makes no difference how fast this machine is.
 */
class LateRefusalTest {
    /** Its runs wait until they are let go. */
    private static final class Blocked implements Engine {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goes = new CountDownLatch(1);

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            begun.countDown();
            try {
                goes.await();
            } catch (InterruptedException cut) {
                Thread.currentThread().interrupt();
            }
            sink.answer(Map.of());
            sink.complete();
        }

        @Override
        public void close() {}
    }

    private static final AnswerSink NOBODY =
            new AnswerSink() {
                @Override
                public void answer(Map<String, Tensor> outputs) {}

                @Override
                public void complete() {}

                @Override
                public void refuse(Refusal refusal) {}
            };

    private static final Map<String, Tensor> ONE_ROW =
            Map.of("x", Tensor.floats(new float[] {1, 2}, 1, 2));
    private static final MergeRule ALONE = MergeRule.alone(Merging.DECLINED, "test");

    private final AtomicLong now = new AtomicLong();
    private final Blocked engine = new Blocked();
    private final RunCounters runs = new RunCounters(System::nanoTime);
    private final AdmissionSettings settings =
            new AdmissionSettings(
                    100, 1000, 1000, 0.5, 500, Duration.ofSeconds(1), Duration.ofSeconds(2));
    private final Admission admission =
            new Admission(settings, new ByteBudget(1000), new ByteBudget(1000));
    private final VersionQueue queue =
            new VersionQueue("test", engine, ALONE, KnownCost.of(100e9), WideLane.none(), 1, runs);
    private final ServedVersion version =
            new ServedVersion(
                    new VersionId("m", 1),
                    TestModels.addConstant(1, 1).manifest(),
                    engine,
                    ALONE,
                    queue,
                    admission,
                    new TaskSetup.TensorsOnly("test"),
                    WideLane.none());

    @AfterEach
    void close() {
        engine.goes.countDown();
        queue.close();
    }

    private Exchange exchange(int leftSeconds) {
        return new Exchange(
                version,
                Objects.requireNonNull(admission.tryEnter()),
                RequestClass.DEFAULT,
                deadline(leftSeconds),
                (_, _) -> {},
                Runnable::run,
                new RequestCounters(),
                () -> {});
    }

    private Deadline deadline(int leftSeconds) {
        return Deadline.in(Duration.ofSeconds(leftSeconds), now::get);
    }

    private Exchange submitted(int leftSeconds) {
        Exchange exchange = exchange(leftSeconds);
        exchange.submit(ONE_ROW, List.of("y"), NOBODY);
        return exchange;
    }

    /** One run goes on, which the idle engine took although it would be late. */
    private void occupy() throws InterruptedException {
        assertThat(submitted(1).outcome()).isNotDone();
        assertThat(engine.begun.await(5, TimeUnit.SECONDS)).isTrue();
    }

    private static Refusal refusal(Exchange exchange) {
        if (exchange.outcome().getNow(null) instanceof Outcome.Refused(Refusal refusal)) {
            return refusal;
        }
        throw new AssertionError("no refusal");
    }

    @Test
    void anIdleEngineTakesWhateverHasAnyTimeLeft() throws Exception {
        assertThat(queue.forecast(RequestClass.DEFAULT, deadline(1)).standing())
                .isEqualTo(Standing.IDLE);
        occupy();
        assertThat(queue.forecast(RequestClass.DEFAULT, deadline(1)).standing())
                .isEqualTo(Standing.BEHIND);
    }

    @Test
    void aRunThatIsLongerThanTheTimeLeftIsOutOfReachWhereNothingElseWaits() throws Exception {
        occupy();
        assertThat(submitted(90).outcome()).as("on trial").isNotDone();
        // Due before the one that waits, hence served before it.
        Refusal refusal = refusal(submitted(50));
        assertThat(refusal.code()).isEqualTo(ErrorCode.DEADLINE_UNREACHABLE);
        assertThat(refusal.message()).contains("50000 ms are left");
        assertThat(runs.queued()).isEqualTo(1);
    }

    @Test
    void whatWouldWaitTooLongIsRefusedAndNeverQueued() throws Exception {
        occupy();
        assertThat(submitted(1000).outcome()).as("in time").isNotDone();
        assertThat(submitted(1000).outcome()).as("in time").isNotDone();
        assertThat(submitted(150).outcome()).as("on trial").isNotDone();
        // What is left of the run, the one on trial, and its own run: 300 s.
        Refusal refusal = refusal(submitted(150));
        assertThat(refusal.code()).isEqualTo(ErrorCode.PREDICTED_LATE);
        assertThat(refusal.retryAfterSeconds()).isBetween(50, 151);
        assertThat(runs.queued()).isEqualTo(3);
    }

    @Test
    void aRequestOfManyWorksIsJudgedByAllOfThem() throws Exception {
        occupy();
        assertThat(submitted(1).outcome()).as("on trial").isNotDone();
        Exchange many = exchange(1000);
        Work work = many.work(ONE_ROW, List.of("y"), NOBODY);
        many.submit(Collections.nCopies(12, work));
        assertThat(refusal(many).code()).isEqualTo(ErrorCode.PREDICTED_LATE);
        assertThat(refusal(many).retryAfterSeconds()).isGreaterThan(200);
        assertThat(runs.queued()).isEqualTo(1);
        Exchange few = exchange(1000);
        few.submit(List.of(few.work(ONE_ROW, List.of("y"), NOBODY)));
        assertThat(few.outcome()).isNotDone();
        assertThat(runs.queued()).isEqualTo(2);
    }

    @Test
    void whoWasLetInOnTrialByItsHeadIsNotAskedAgain() throws Exception {
        occupy();
        assertThat(submitted(50).outcome()).as("on trial").isNotDone();
        assertThat(refusal(submitted(50)).code()).isEqualTo(ErrorCode.PREDICTED_LATE);
        Exchange second = exchange(50);
        second.entersOnTrial();
        second.submit(ONE_ROW, List.of("y"), NOBODY);
        assertThat(second.outcome()).isNotDone();
        assertThat(runs.queued()).isEqualTo(2);
    }

    @Test
    void theRequestsOwnTimeoutIsWhatIsLeft() throws Exception {
        occupy();
        assertThat(submitted(1).outcome()).as("on trial").isNotDone();
        Exchange hasty = exchange(1000);
        hasty.within(Duration.ofSeconds(150));
        hasty.submit(ONE_ROW, List.of("y"), NOBODY);
        assertThat(refusal(hasty).code()).isEqualTo(ErrorCode.PREDICTED_LATE);
        assertThat(refusal(hasty).message()).contains("150000 ms are left");
    }

    @Test
    void theHeadIsRefusedByWhatWaits() throws Exception {
        occupy();
        assertThat(submitted(250).outcome()).as("in time").isNotDone();
        assertThat(submitted(260).outcome()).as("on trial").isNotDone();
        RequestClass of = RequestClass.DEFAULT;
        // What is left of the run and the two that wait: 300 s. Of its own run a head says nothing;
        // a run that it would share may take a quarter of its time.
        assertThat(version.judge(of, deadline(410))).isEqualTo(Verdict.Entry.IN_TIME);
        assertThat(version.judge(of, deadline(380))).isInstanceOf(Verdict.Late.class);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(version.judge(of, deadline(380))).isEqualTo(Verdict.Entry.ON_TRIAL);
    }
}
