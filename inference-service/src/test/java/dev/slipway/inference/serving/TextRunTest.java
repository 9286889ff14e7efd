package dev.slipway.inference.serving;

import static dev.slipway.inference.testing.TestPackage.spec;
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
import dev.slipway.inference.task.TextInputs;
import dev.slipway.inference.task.Tokens;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestModels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each text of a request is a work of its own, and the request ends once. */
class TextRunTest {
    /** Gives the ids back, or ends without an answer. */
    private static final class Echo implements Engine {
        private final List<Integer> lengths = Collections.synchronizedList(new ArrayList<>());
        private volatile boolean silent;

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            Tensor ids = Objects.requireNonNull(request.inputs().get("input_ids"));
            lengths.add(ids.count());
            if (!silent) {
                sink.answer(Map.of("y", ids));
            }
            sink.complete();
        }

        @Override
        public void close() {}
    }

    private static final MergeRule ALONE = MergeRule.alone(Merging.DECLINED, "test");

    private final Echo engine = new Echo();
    private final AdmissionSettings settings =
            new AdmissionSettings(
                    1, 1000, 1000, 0.5, 500, Duration.ofSeconds(1), Duration.ofSeconds(2));
    private final Admission admission =
            new Admission(settings, new ByteBudget(1000), new ByteBudget(1000));
    private final VersionQueue queue =
            new VersionQueue(
                    "test",
                    engine,
                    ALONE,
                    new LearnedCost(),
                    WideLane.none(),
                    1,
                    new RunCounters(System::nanoTime));
    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger wholes = new AtomicInteger();
    private final Exchange exchange = exchange();

    @AfterEach
    void close() {
        queue.close();
    }

    private Exchange exchange() {
        Admission.Ticket ticket = Objects.requireNonNull(admission.tryEnter());
        ServedVersion version =
                new ServedVersion(
                        new VersionId("m", 1),
                        TestModels.addConstant(1, 1).manifest(),
                        engine,
                        ALONE,
                        queue,
                        admission,
                        new TaskSetup.TensorsOnly("test"),
                        WideLane.none());
        return new Exchange(
                version,
                ticket,
                RequestClass.DEFAULT,
                Deadline.in(Duration.ofSeconds(1), () -> 0),
                (_, _) -> {},
                Runnable::run,
                new RequestCounters(),
                () -> {});
    }

    /** Submits texts of so many tokens and waits until nothing of them runs. */
    private void submit(int... lengths) throws Exception {
        List<Tokens> texts = new ArrayList<>();
        for (int length : lengths) {
            texts.add(new Tokens(new long[length], new long[length], false));
        }
        TextInputs inputs = new TextInputs(List.of(spec("input_ids", "INT64", "n", "t")), 0);
        new TextRun(
                        exchange,
                        "y",
                        (at, tokens, result) -> {
                            taken.add(at + ":" + tokens + ":" + result);
                            return null;
                        },
                        wholes::incrementAndGet)
                .submit(texts, inputs);
        queue.close();
    }

    @Test
    void eachTextRunsAsLongAsItIsShorterOnesFirstAndIsTakenAtItsPlace() throws Exception {
        submit(4, 2, 9, 2);
        assertThat(engine.lengths).containsExactly(2, 2, 4, 9);
        assertThat(taken)
                .containsExactly(
                        "1:2:INT64[1,2]", "3:2:INT64[1,2]", "0:4:INT64[1,4]", "2:9:INT64[1,9]");
        assertThat(wholes).hasValue(1);
    }

    @Test
    void anEngineThatGivesNothingEndsTheRequest() throws Exception {
        engine.silent = true;
        submit(3);
        assertThat(wholes).hasValue(0);
        assertThat(exchange.outcome().getNow(null)).isInstanceOf(Outcome.Refused.class);
        if (exchange.outcome().getNow(null) instanceof Outcome.Refused(Refusal refusal)) {
            assertThat(refusal.code()).isEqualTo(ErrorCode.ENGINE_FAILED);
        }
    }

    @Test
    void nothingOfARequestThatHasEndedReachesTheEngine() throws Exception {
        exchange.clientLeft();
        submit(3, 4, 5);
        assertThat(engine.lengths).isEmpty();
        assertThat(wholes).hasValue(0);
    }
}
