package dev.slipway.inference.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.Admission;
import dev.slipway.inference.admission.AdmissionSettings;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.batching.KnownCost;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.batching.Merging;
import dev.slipway.inference.batching.Party;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.batching.VersionQueue;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A full version of which one request runs and others wait, by a clock that stands still: a run
 * costs 10 s as the model has it.
 */
class DisplacedTest {
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
            Map.of("x", Tensor.floats(new float[] {1}, 1, 1));
    private static final MergeRule ALONE = MergeRule.alone(Merging.DECLINED, "test");

    private final Blocked engine = new Blocked();
    private final RunCounters runs = new RunCounters(() -> 0);
    private final RequestCounters counters = new RequestCounters();
    private final AdmissionSettings settings =
            new AdmissionSettings(
                    3, 1000, 1000, 0.5, 500, Duration.ofSeconds(1), Duration.ofSeconds(2));
    private final Admission admission =
            new Admission(settings, new ByteBudget(1000), new ByteBudget(1000));
    private final VersionQueue queue =
            new VersionQueue(
                    "test", engine, ALONE, new KnownCost(_ -> 10e9, 1), WideLane.none(), 1, runs);
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

    private static Deadline deadline() {
        return Deadline.in(Duration.ofSeconds(1000), () -> 0);
    }

    private Exchange submitted(String tenant) {
        Exchange exchange =
                new Exchange(
                        version,
                        Objects.requireNonNull(admission.tryEnter(tenant)),
                        new RequestClass(5, tenant),
                        deadline(),
                        (_, _) -> {},
                        Runnable::run,
                        counters,
                        () -> {});
        exchange.submit(ONE_ROW, List.of("y"), NOBODY);
        return exchange;
    }

    /** One request runs. */
    private void occupy() throws InterruptedException {
        assertThat(submitted("heavy").outcome()).isNotDone();
        assertThat(engine.begun.await(5, TimeUnit.SECONDS)).isTrue();
    }

    private @Nullable Party makeRoom() {
        return queue.makeRoom(new RequestClass(5, "light"), deadline(), admission::requests);
    }

    private static Refusal refusal(Exchange exchange) {
        if (exchange.outcome().getNow(null) instanceof Outcome.Refused(Refusal refusal)) {
            return refusal;
        }
        throw new AssertionError("no refusal");
    }

    @Test
    void itIsRefusedOnceAndItsPlaceIsTheNewcomers() throws Exception {
        occupy();
        Exchange first = submitted("heavy");
        Exchange second = submitted("heavy");
        assertThat(admission.tryEnter("light")).isNull();
        Party party = Objects.requireNonNull(makeRoom());
        Admission.Ticket ticket = Objects.requireNonNull(party.owner().makeWay("light"));
        assertThat(refusal(second).code()).isEqualTo(ErrorCode.QUEUE_FULL);
        // Of the run that goes on and of the one that waits.
        assertThat(refusal(second).retryAfterSeconds()).isEqualTo(20);
        assertThat(first.outcome()).isNotDone();
        assertThat(runs.queued()).isEqualTo(1);
        assertThat(admission.requests("heavy")).isEqualTo(2);
        assertThat(admission.requests("light")).isEqualTo(1);
        second.expire();
        second.end();
        assertThat(counters.refusedWith(ErrorCode.QUEUE_FULL)).isEqualTo(1);
        assertThat(counters.refusedWith(ErrorCode.DEADLINE_EXCEEDED)).isZero();
        assertThat(counters.displacedTotal()).isEqualTo(1);
        assertThat(admission.requests()).isEqualTo(3);
        ticket.leave();
        assertThat(admission.requests()).isEqualTo(2);
    }

    @Test
    void whoEndsMeanwhileLeavesAFreePlace() throws Exception {
        occupy();
        submitted("heavy");
        Exchange second = submitted("heavy");
        Party party = Objects.requireNonNull(makeRoom());
        second.clientLeft();
        second.end();
        assertThat(party.owner().makeWay("light")).isNull();
        assertThat(counters.refusedWith(ErrorCode.QUEUE_FULL)).isZero();
        assertThat(counters.displacedTotal()).isZero();
        assertThat(admission.requests()).isEqualTo(2);
    }

    @Test
    void whoseWorkRunsKeepsItsPlace() throws Exception {
        occupy();
        assertThat(makeRoom()).isNull();
        RequestClass urgent = new RequestClass(1, "light");
        assertThat(queue.makeRoom(urgent, deadline(), admission::requests)).isNull();
    }

    @Test
    void whateverIsFullIsToldHowLongTheQueueIs() throws Exception {
        occupy();
        Exchange waiting = submitted("heavy");
        assertThat(waiting.tryHold(900)).isTrue();
        Exchange other = submitted("heavy");
        assertThat(other.tryHold(200)).isFalse();
        assertThat(refusal(other).code()).isEqualTo(ErrorCode.QUEUE_FULL);
        assertThat(refusal(other).retryAfterSeconds()).isEqualTo(30);
    }
}
