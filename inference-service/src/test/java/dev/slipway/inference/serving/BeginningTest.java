package dev.slipway.inference.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.Admission;
import dev.slipway.inference.admission.AdmissionSettings;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.batching.Merging;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.batching.VersionQueue;
import dev.slipway.inference.cost.LearnedCost;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.model.ServedVersion;
import dev.slipway.inference.model.VersionId;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.testing.TestModels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request whose version is not in memory. */
class BeginningTest {
    private static final byte[] BODY = {1, 2, 3};
    private static final Engine NO_ENGINE =
            new Engine() {
                @Override
                public void run(EngineRequest request, AnswerSink sink) {
                    sink.answer(Map.of());
                    sink.complete();
                }

                @Override
                public void close() {}
            };

    private final AdmissionSettings settings =
            new AdmissionSettings(
                    2, 1000, 1000, 0.5, 500, Duration.ofSeconds(1), Duration.ofSeconds(2));
    private final Admission admission =
            new Admission(settings, new ByteBudget(1000), new ByteBudget(1000));
    private final MergeRule alone = MergeRule.alone(Merging.DECLINED, "test");
    private final VersionQueue queue =
            new VersionQueue(
                    "test",
                    NO_ENGINE,
                    alone,
                    new LearnedCost(),
                    WideLane.none(),
                    1,
                    new RunCounters(System::nanoTime));
    private final ServedVersion version =
            new ServedVersion(
                    new VersionId("m", 1),
                    TestModels.addConstant(1, 1).manifest(),
                    NO_ENGINE,
                    alone,
                    queue,
                    admission,
                    new TaskSetup.TensorsOnly("test"),
                    WideLane.none());
    private final List<byte[]> read = new ArrayList<>();
    private final List<Refusal> refused = new ArrayList<>();
    private final Beginning beginning = new Beginning(null, Runnable::run, read::add, refused::add);

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void itIsReadOnceWhenItsBodyCameFirst() {
        beginning.received(BODY);
        assertThat(read).isEmpty();
        assertThat(beginning.came(version)).isTrue();
        assertThat(read).containsExactly(BODY);
        assertThat(beginning.version()).isSameAs(version);
    }

    @Test
    void itIsReadOnceWhenItsVersionCameFirst() {
        assertThat(beginning.came(version)).isTrue();
        assertThat(read).isEmpty();
        beginning.received(BODY);
        assertThat(read).containsExactly(BODY);
    }

    @Test
    void aShortBodyIsReadByWhoBringsItButNotByWhoBringsItsVersion() {
        List<Runnable> handedOver = new ArrayList<>();
        Beginning resting = new Beginning(null, handedOver::add, read::add, refused::add);
        resting.receivedShort(BODY);
        assertThat(resting.came(version)).isTrue();
        assertThat(read).isEmpty();
        assertThat(handedOver).hasSize(1);
        Beginning here = new Beginning(version, handedOver::add, read::add, refused::add);
        here.receivedShort(BODY);
        assertThat(read).containsExactly(BODY);
        assertThat(handedOver).hasSize(1);
    }

    @Test
    void onceItHasEndedItKeepsNoVersionAndIsNotRead() {
        beginning.received(BODY);
        assertThat(beginning.end()).isTrue();
        assertThat(beginning.end()).isFalse();
        assertThat(beginning.came(version)).isFalse();
        assertThat(beginning.version()).isNull();
        assertThat(read).isEmpty();
    }

    @Test
    void itIsRefusedWhereNoThreadMayReadIt() {
        Beginning crowded =
                new Beginning(
                        null,
                        _ -> {
                            throw new RejectedExecutionException();
                        },
                        read::add,
                        refused::add);
        crowded.received(BODY);
        assertThat(crowded.came(version)).isTrue();
        assertThat(refused).extracting(Refusal::code).containsExactly(ErrorCode.QUEUE_FULL);
    }

    @Test
    void aDeadlineThatComesFirstSaysWhereTheRequestWaited() {
        Exchange exchange =
                new Exchange(
                        null,
                        Objects.requireNonNull(admission.tryEnter()),
                        new RequestClass(7, "acme"),
                        Deadline.in(Duration.ofSeconds(1), () -> 0),
                        (_, _) -> {
                            throw new AssertionError("it was read");
                        },
                        Runnable::run,
                        new RequestCounters(),
                        () -> {});
        exchange.received(BODY);
        exchange.expire();
        assertThat(exchange.outcome().getNow(null))
                .isEqualTo(new Outcome.Refused(Expiry.during(Phase.LOADING)));
        exchange.end();
        assertThat(exchange.arrival().came(version)).isFalse();
        assertThat(admission.requests()).isZero();
    }

    @Test
    void whileItWaitsForItsVersionItIsPending() {
        InFlight inFlight = new InFlight();
        Exchange exchange =
                new Exchange(
                        null,
                        Objects.requireNonNull(admission.tryEnter()),
                        new RequestClass(7, "acme"),
                        Deadline.in(Duration.ofSeconds(1), () -> 0),
                        (_, _) -> {},
                        Runnable::run,
                        new RequestCounters(),
                        () -> {});
        inFlight.add(exchange, version.id());
        assertThat(inFlight.pending()).as("its body comes").isEmpty();
        exchange.received(BODY);
        assertThat(inFlight.pending()).isEqualTo(Map.of(version.id(), 1));
        exchange.expire();
        assertThat(inFlight.pending()).isEmpty();
        exchange.end();
    }

    @Test
    void whatItIsToldInPlaceOfItsVersionIsItsOutcome() {
        Exchange exchange =
                new Exchange(
                        null,
                        Objects.requireNonNull(admission.tryEnter()),
                        new RequestClass(7, "acme"),
                        Deadline.in(Duration.ofSeconds(1), () -> 0),
                        (_, _) -> {
                            throw new AssertionError("it was read");
                        },
                        Runnable::run,
                        new RequestCounters(),
                        () -> {});
        Refusal why = new Refusal(ErrorCode.NOT_READY, "no room").retryAfter(10);
        exchange.arrival().failed(why);
        assertThat(exchange.outcome().getNow(null)).isEqualTo(new Outcome.Refused(why));
        exchange.end();
        assertThat(exchange.held()).isNull();
    }
}
