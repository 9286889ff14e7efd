package dev.slipway.inference.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.Admission;
import dev.slipway.inference.admission.AdmissionSettings;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.batching.MergeRule;
import dev.slipway.inference.batching.Merging;
import dev.slipway.inference.batching.ReleaseReason;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.batching.VersionQueue;
import dev.slipway.inference.cost.LearnedCost;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.json.OipJsonConfiguration;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.model.ServedVersion;
import dev.slipway.inference.model.VersionId;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.tensor.BufferPool;
import dev.slipway.inference.tensor.BufferPoolSettings;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestModels;
import dev.slipway.telemetry.Span;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExchangeTest {
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

    private static final AnswerSink NOBODY =
            new AnswerSink() {
                @Override
                public void answer(Map<String, Tensor> outputs) {}

                @Override
                public void complete() {}

                @Override
                public void refuse(Refusal refusal) {}
            };

    private static final RequestClass OF_THE_HEAD = new RequestClass(7, "acme");

    private final AdmissionSettings settings =
            new AdmissionSettings(
                    2, 1000, 1000, 0.5, 500, Duration.ofSeconds(1), Duration.ofSeconds(2));
    private final BufferPool pool = new BufferPool(new BufferPoolSettings(1 << 20));
    private final Admission admission =
            new Admission(settings, new ByteBudget(1000), new ByteBudget(1000), pool);
    private final VersionQueue queue =
            new VersionQueue(
                    "test",
                    NO_ENGINE,
                    MergeRule.alone(Merging.DECLINED, "test"),
                    new LearnedCost(),
                    WideLane.none(),
                    1,
                    new RunCounters(System::nanoTime));

    @AfterEach
    void close() {
        queue.close();
    }

    private Exchange exchange(Executor workers, Call call) {
        Admission.Ticket ticket = admission.tryEnter();
        if (ticket == null) {
            throw new AssertionError("no place");
        }
        ServedVersion version =
                new ServedVersion(
                        new VersionId("m", 1),
                        TestModels.addConstant(1, 1).manifest(),
                        NO_ENGINE,
                        MergeRule.alone(Merging.DECLINED, "test"),
                        queue,
                        admission,
                        new TaskSetup.TensorsOnly("test"),
                        WideLane.none());
        return new Exchange(
                version,
                ticket,
                OF_THE_HEAD,
                Deadline.in(Duration.ofSeconds(1), () -> 0),
                call,
                workers,
                new RequestCounters(),
                () -> {});
    }

    private static ErrorCode refusedWith(Exchange exchange) {
        if (exchange.outcome().getNow(null) instanceof Outcome.Refused(Refusal refusal)) {
            return refusal.code();
        }
        throw new AssertionError("no refusal");
    }

    private static void broken() {
        throw new IllegalStateException("a bug");
    }

    @Test
    void whatItsAnswerWasMadeOfIsLetGoBeforeItIsWritten() {
        Exchange exchange = exchange(Runnable::run, (body, self) -> {});
        assertThat(exchange.memory().holdOutside(1000)).isNull();
        assertThat(exchange.memory().holdOnHeap(1000)).isNull();

        exchange.answer(new byte[300]);

        assertThat(admission.memoryOfARun().holdOutside(1000)).isNull();
        assertThat(admission.memoryOfARun().holdOnHeap(701)).isNotNull();
        assertThat(admission.memoryOfARun().holdOnHeap(700)).isNull();
        exchange.end();
        assertThat(admission.memoryOfARun().holdOnHeap(300)).isNull();
    }

    @Test
    void aBugWhileAnAnswerIsWrittenEndsTheRequestAtOnce() {
        Exchange exchange = exchange(Runnable::run, (body, self) -> {});
        exchange.compute(ExchangeTest::broken);
        assertThat(refusedWith(exchange)).isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    void soDoesOneWhereNoThreadIsFree() {
        Executor full =
                _ -> {
                    throw new RejectedExecutionException();
                };
        Exchange exchange = exchange(full, (body, self) -> {});
        exchange.compute(ExchangeTest::broken);
        assertThat(refusedWith(exchange)).isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    void soDoesOneWhileABodyIsRead() {
        Exchange exchange = exchange(Runnable::run, (body, self) -> broken());
        exchange.received(new byte[0]);
        assertThat(refusedWith(exchange)).isEqualTo(ErrorCode.INTERNAL);
    }

    /** Whether such a body was read by who brought it; what it says is no JSON. */
    private boolean isReadAtOnce(Call call, int bytes) {
        List<Runnable> handedOver = new ArrayList<>();
        Exchange exchange = exchange(handedOver::add, call);
        exchange.received("x".repeat(bytes).getBytes(StandardCharsets.UTF_8));
        boolean isRead = exchange.outcome().isDone();
        assertThat(handedOver).hasSize(isRead ? 0 : 1);
        handedOver.forEach(Runnable::run);
        assertThat(refusedWith(exchange)).isEqualTo(ErrorCode.INVALID_JSON);
        exchange.end();
        return isRead;
    }

    @Test
    void onlyAShortBodyOfTensorsIsReadByWhoBringsIt() {
        InferCall tensors = new InferCall(OipJsonConfiguration.oipCodec(), OipCodec.WHOLE);
        assertThat(isReadAtOnce(tensors, 2048)).isTrue();
        assertThat(isReadAtOnce(tensors, 2049)).isFalse();
        Call ofAnotherKind = (body, exchange) -> tensors.start(body, exchange);
        assertThat(isReadAtOnce(ofAnotherKind, 10)).isFalse();
    }

    /** Whether a short body of so many rows is submitted by who reads it; else it is later. */
    private boolean isSubmittedAtOnce(int rows) throws Exception {
        List<Runnable> handedOver = new ArrayList<>();
        Exchange exchange =
                exchange(
                        handedOver::add,
                        new InferCall(OipJsonConfiguration.oipCodec(), OipCodec.WHOLE));
        String body =
                """
                {"inputs":[{"name":"x","shape":[%d,2],"datatype":"FP32","data":[%s0]}]}\
                """
                        .formatted(rows, "0,".repeat(2 * rows - 1));
        exchange.received(body.getBytes(StandardCharsets.UTF_8));
        boolean isSubmitted = handedOver.isEmpty();
        handedOver.forEach(Runnable::run);
        assertThat(exchange.outcome().get(5, TimeUnit.SECONDS)).isNotNull();
        exchange.end();
        return isSubmitted;
    }

    @Test
    void aShortBodyOfManyRowsIsSubmittedElsewhere() throws Exception {
        assertThat(isSubmittedAtOnce(64)).isTrue();
        assertThat(isSubmittedAtOnce(65)).isFalse();
    }

    @Test
    void aVersionIsNotUnloadedWhileABodyIsReadWhoseRequestHasEnded() {
        List<Boolean> unloaded = new ArrayList<>();
        Exchange exchange =
                exchange(
                        Runnable::run,
                        (body, self) -> {
                            self.clientLeft();
                            self.end();
                            unloaded.add(self.version().tryUnload(0));
                        });
        exchange.received(new byte[0]);
        assertThat(unloaded).containsExactly(false);
        assertThat(exchange.version().tryUnload(0)).isTrue();
    }

    @Test
    void aPlaceIsNotLentToOthersWhileABodyIsReadIntoItWhoseRequestHasEnded() {
        List<Long> lent = new ArrayList<>();
        Exchange exchange =
                exchange(
                        Runnable::run,
                        (body, self) -> {
                            lent.add((long) self.memory().lend(500).capacity());
                            self.end();
                            lent.add(pool.lentBytes());
                        });
        exchange.received(new byte[0]);
        assertThat(lent.getFirst()).isEqualTo(500);
        assertThat(lent.getLast()).isGreaterThanOrEqualTo(500);
        assertThat(pool.lentBytes()).isZero();
    }

    @Test
    void aBodyIsNotReadOnAVersionThatIsBeingUnloaded() {
        List<byte[]> read = new ArrayList<>();
        Exchange exchange = exchange(Runnable::run, (body, self) -> read.add(body));
        assertThat(exchange.version().tryUnload(0)).isTrue();
        exchange.received(new byte[0]);
        assertThat(read).isEmpty();
    }

    @Test
    void aRequestThatIsHereWholeIsPendingUntilItIsBegunOrDecided() {
        InFlight inFlight = new InFlight();
        Exchange begun = exchange(Runnable::run, (body, self) -> {});
        Exchange decided = exchange(Runnable::run, (body, self) -> {});
        inFlight.add(begun, begun.version().id());
        inFlight.add(decided, decided.version().id());
        assertThat(inFlight.pending()).as("their bodies come").isEmpty();

        begun.received(new byte[0]);
        decided.received(new byte[0]);
        assertThat(inFlight.pending()).isEqualTo(Map.of(new VersionId("m", 1), 2));

        begun.receipt().started(ReleaseReason.FULL, 1, 0);
        assertThat(inFlight.pending()).isEqualTo(Map.of(new VersionId("m", 1), 1));
        decided.expire();
        assertThat(inFlight.pending()).isEmpty();
    }

    /** The class of its work once a body with such parameters was read. */
    private RequestClass classOfWork(String parameters, boolean traced) {
        Exchange exchange =
                exchange(
                        Runnable::run,
                        new InferCall(OipJsonConfiguration.oipCodec(), OipCodec.WHOLE));
        if (traced) {
            assertThat(exchange.watched(Span.NONE)).isNotNull();
        }
        String body =
                """
                {"parameters":{%s},\
                "inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}]}\
                """
                        .formatted(parameters);
        exchange.received(body.getBytes(StandardCharsets.UTF_8));
        RequestClass of = exchange.work(Map.of(), List.of(), NOBODY).of();
        exchange.end();
        return of;
    }

    @Test
    void theClassThatTheHeadNamesIsItsWorks() {
        for (boolean traced : new boolean[] {false, true}) {
            assertThat(classOfWork("", traced)).isEqualTo(OF_THE_HEAD);
            assertThat(classOfWork("\"priority\":0", traced)).isEqualTo(OF_THE_HEAD);
        }
    }

    @Test
    void aPriorityInTheBodyWinsAndTheTenantStays() {
        for (boolean traced : new boolean[] {false, true}) {
            assertThat(classOfWork("\"priority\":2", traced))
                    .isEqualTo(new RequestClass(2, "acme"));
        }
    }
}
