package dev.slipway.inference.batching;

import static dev.slipway.inference.batching.Texts.EQUAL;
import static dev.slipway.inference.batching.Texts.RULE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What several requests put into a run, and what each gets out of it. */
class MergedRunTest {
    /** Keeps what it is told. */
    private static final class Owner implements AnswerSink {
        private final List<Map<String, Tensor>> answers = new ArrayList<>();
        private final List<Refusal> refusals = new ArrayList<>();
        private int completions;

        @Override
        public void answer(Map<String, Tensor> outputs) {
            answers.add(outputs);
        }

        @Override
        public void complete() {
            completions++;
        }

        @Override
        public void refuse(Refusal refusal) {
            refusals.add(refusal);
        }

        Tensor given(String output) {
            assertThat(answers).hasSize(1);
            return Objects.requireNonNull(answers.getFirst().get(output));
        }
    }

    /** Elements of a row that alone is charged. */
    private static final int LARGE = 20_000;

    private final List<Owner> owners = new ArrayList<>();
    private final ByteBudget outside = new ByteBudget(1 << 20);
    private final RequestMemory memory = new RequestMemory(new ByteBudget(0), outside);

    /** A clock that goes on by one each time that somebody looks. */
    private final AtomicLong ticks = new AtomicLong();

    private MergedRun run(MergeRule rule, EngineRequest... requests) {
        List<Work> works = new ArrayList<>();
        for (EngineRequest request : requests) {
            owners.add(new Owner());
            works.add(
                    new Work(request, owners.getLast(), RunObserver.NOBODY, RequestClass.DEFAULT));
        }
        return new MergedRun(works, rule, memory, ticks::incrementAndGet);
    }

    private static Tensor input(EngineRequest request, String name) {
        return Objects.requireNonNull(request.inputs().get(name));
    }

    /** Of each token its id, also negative; of each row the sum of what is read. */
    private static Map<String, Tensor> outputs(EngineRequest request) {
        Tensor ids = input(request, "ids");
        int[] mask = (int[]) input(request, "mask").data();
        int rows = ids.rows();
        int length = (int) ids.shape()[1];
        float[] tokens = new float[rows * length * 2];
        float[] pooled = new float[rows];
        for (int i = 0; i < rows * length; i++) {
            long id = ((long[]) ids.data())[i];
            tokens[2 * i] = (float) id;
            tokens[2 * i + 1] = (float) -id;
            pooled[i / length] += (float) (mask[i] * id);
        }
        Map<String, Tensor> outputs = new HashMap<>();
        outputs.put("tokens", Tensor.floats(tokens, rows, length, 2));
        outputs.put("pooled", Tensor.floats(pooled, rows));
        return outputs;
    }

    @Test
    void shorterRowsAreFilledUpBehindTheirTokensInTheOrderOfTheirOwners() {
        EngineRequest merged =
                run(RULE, Texts.request(10, 1, 2), Texts.request(20, 2, 3), Texts.request(30, 1, 1))
                        .request();
        Tensor ids = input(merged, "ids");
        assertThat(ids.type()).isEqualTo(DataType.INT64);
        assertThat(ids.shape()).containsExactly(4, 3);
        assertThat((long[]) ids.data())
                .containsExactly(10, 11, 7, 20, 21, 22, 23, 24, 25, 30, 7, 7);
        Tensor mask = input(merged, "mask");
        assertThat(mask.type()).isEqualTo(DataType.INT32);
        assertThat(mask.shape()).containsExactly(4, 3);
        assertThat((int[]) mask.data()).containsExactly(1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0);
    }

    @Test
    void aPadThatIsNotZeroIsWrittenAsInt32Too() {
        Tensor three = new Tensor(DataType.INT32, new long[] {1, 3}, new int[] {1, 2, 3});
        Tensor one = new Tensor(DataType.INT32, new long[] {1, 1}, new int[] {9});
        EngineRequest merged =
                run(
                                RULE,
                                Texts.request(one, input(Texts.request(0, 1, 1), "mask")),
                                Texts.request(three, input(Texts.request(0, 1, 3), "mask")))
                        .request();
        assertThat((int[]) input(merged, "ids").data()).containsExactly(9, 7, 7, 1, 2, 3);
    }

    @Test
    void eachOwnerGetsWhatItsRowsGiveAlone() {
        EngineRequest[] requests = {
            Texts.request(10, 1, 2),
            Texts.request(20, 2, 5),
            Texts.request(40, 3, 1),
            Texts.request(50, 1, 5)
        };
        MergedRun run = run(RULE, requests);
        run.answer(outputs(run.request()));
        run.complete();
        for (int i = 0; i < requests.length; i++) {
            Map<String, Tensor> alone = outputs(requests[i]);
            assertThat(owners.get(i).given("tokens")).isEqualTo(alone.get("tokens"));
            assertThat(owners.get(i).given("pooled")).isEqualTo(alone.get("pooled"));
            assertThat(owners.get(i).completions).isOne();
        }
        assertThat(run.mustRunAlone()).isFalse();
    }

    @Test
    void takingOutputsApartIsTimedForEachPart() {
        MergedRun run = run(RULE, Texts.request(10, 1, 2), Texts.request(20, 2, 5));
        EngineRequest merged = run.request();
        assertThat(run.scatteredNanos()).isZero();
        run.answer(outputs(merged));
        run.complete();
        assertThat(run.scatteredNanos()).isEqualTo(2);
    }

    @Test
    void equalLengthsArePutTogetherAsTheyAre() {
        for (MergeRule rule : List.of(RULE, EQUAL)) {
            owners.clear();
            MergedRun run = run(rule, Texts.request(1, 2, 2), Texts.request(5, 1, 2));
            EngineRequest merged = run.request();
            assertThat(input(merged, "ids"))
                    .isEqualTo(Tensor.longs(new long[] {1, 2, 3, 4, 5, 6}, 3, 2));
            run.answer(outputs(merged));
            assertThat((float[]) owners.getFirst().given("pooled").data()).containsExactly(3, 7);
            assertThat(owners.getLast().given("tokens").shape()).containsExactly(1, 2, 2);
        }
    }

    @Test
    void anOutputThatIsNotAsLongAsItsRunMakesEachOwnerRunAlone() {
        MergedRun run = run(RULE, Texts.request(1, 1, 2), Texts.request(1, 1, 4));
        run.request();
        run.answer(Map.of("tokens", Tensor.floats(new float[6], 2, 3)));
        run.complete();
        assertThat(run.mustRunAlone()).isTrue();
        for (Owner owner : owners) {
            assertThat(owner.answers).isEmpty();
            assertThat(owner.completions).isZero();
            assertThat(owner.refusals).isEmpty();
        }
    }

    @Test
    void anOutputThatHasNotBeenAskedForNeedNotBeThere() {
        MergedRun run = run(RULE, Texts.request(1, 1, 2), Texts.request(1, 1, 4));
        run.answer(Map.of("pooled", Tensor.floats(new float[] {1, 2}, 2)));
        assertThat((float[]) owners.getFirst().given("pooled").data()).containsExactly(1);
        assertThat((float[]) owners.getLast().given("pooled").data()).containsExactly(2);
    }

    private static EngineRequest charging(EngineRequest request, ByteBudget heap) {
        return new EngineRequest(
                request.inputs(),
                request.outputs(),
                request.deadline(),
                request.cancel(),
                request.buffers(),
                new RequestMemory(heap, new ByteBudget(0)));
    }

    @Test
    void whoeverHasNoRoomForItsShareIsRefusedAndTheOthersAreAnswered() {
        ByteBudget enough = new ByteBudget(1 << 20);
        MergedRun run =
                run(
                        RULE,
                        charging(Texts.request(1, 1, 2), new ByteBudget(1000)),
                        charging(Texts.request(1, 2, 2), enough));
        run.answer(Map.of("pooled", Tensor.floats(new float[3 * LARGE], 3, LARGE)));
        run.complete();
        assertThat(owners.getFirst().refusals)
                .extracting(Refusal::code)
                .containsExactly(ErrorCode.BODY_TOO_LARGE);
        assertThat(owners.getFirst().completions).isZero();
        assertThat(owners.getLast().given("pooled").rows()).isEqualTo(2);
        assertThat(owners.getLast().completions).isEqualTo(1);
        assertThat(enough.held()).isEqualTo(2L * LARGE * Float.BYTES);
    }

    @Test
    void rowsThatAreCutAreChargedForWhatTheyKeep() {
        ByteBudget heap = new ByteBudget(1 << 20);
        MergedRun run = run(RULE, charging(Texts.request(1, 1, 1), heap), Texts.request(1, 1, 2));
        run.answer(Map.of("tokens", Tensor.floats(new float[4 * LARGE], 2, 2, LARGE)));
        assertThat(owners.getFirst().given("tokens").shape()).containsExactly(1, 1, LARGE);
        assertThat(heap.held()).isEqualTo((long) LARGE * Float.BYTES);
    }

    @Test
    void textsOfOneRequestAreCancelledTogether() {
        EngineRequest text = Texts.request(1, 1, 2);
        EngineRequest other = Texts.request(1, 1, 3);
        EngineRequest beside =
                new EngineRequest(other.inputs(), other.outputs(), other.deadline(), text.cancel());
        EngineRequest stranger = Texts.request(1, 1, 4);
        CancelToken merged = run(RULE, text, beside, stranger).request().cancel();
        text.cancel().cancel();
        assertThat(merged.isCancelled()).isFalse();
        stranger.cancel().cancel();
        assertThat(merged.isCancelled()).isTrue();
    }
}
