package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.engine.AnswerMemory;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.BufferLease;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SplitRunTest {
    private static final class Owner implements AnswerSink {
        private @Nullable Map<String, Tensor> outputs;
        private int completed;
        private final List<Refusal> refusals = new ArrayList<>();

        @Override
        public void answer(Map<String, Tensor> given) {
            assertThat(outputs).isNull();
            outputs = given;
        }

        @Override
        public void complete() {
            completed++;
        }

        @Override
        public void refuse(Refusal why) {
            refusals.add(why);
        }
    }

    private static final int LARGE = 20_000;

    private final Owner owner = new Owner();
    private final CancelToken cancel = new CancelToken();
    private final List<Work> unsplit = new ArrayList<>();

    private Work whole(int rows) {
        return whole(rows, AnswerMemory.UNBOUNDED);
    }

    private Work whole(int rows, AnswerMemory memory) {
        float[] x = new float[2 * rows];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
        }
        EngineRequest request =
                new EngineRequest(
                        Map.of("x", Tensor.floats(x, rows, 2)),
                        List.of("y"),
                        Deadline.in(Duration.ofSeconds(1), () -> 0),
                        cancel,
                        BufferLease.ofNothing(),
                        memory);
        return new Work(request, owner, RunObserver.NOBODY, RequestClass.DEFAULT);
    }

    private List<Work> parts(int rows, int count) {
        return SplitRun.parts(whole(rows), count, unsplit::add);
    }

    private static void answer(Work part, Tensor y) {
        part.sink().answer(Map.of("y", y));
        part.sink().complete();
    }

    private static Tensor x(Work part) {
        return Objects.requireNonNull(part.request().inputs().get("x"));
    }

    @Test
    void rowsComeBackInTheirOrderWhateverOrderThePartsRunIn() {
        List<Work> parts = parts(7, 3);
        assertThat(parts.stream().map(part -> MergeRule.rows(part.request())))
                .containsExactlyInAnyOrder(2, 2, 3);
        for (int part : new int[] {2, 0, 1}) {
            assertThat(owner.outputs).isNull();
            answer(parts.get(part), x(parts.get(part)));
        }
        assertThat(owner.outputs).isEqualTo(Map.of("y", x(whole(7))));
        assertThat(owner.completed).isEqualTo(1);
        assertThat(owner.refusals).isEmpty();
    }

    /** An output of more than 64 KiB for each row, charged as an engine charges it. */
    private static void answerLargely(Work part, int rows) {
        Map<String, Tensor> outputs =
                Map.of("y", Tensor.floats(new float[rows * LARGE], rows, LARGE));
        assertThat(part.request().memory().holdOnHeap(AnswerMemory.bytes(outputs))).isNull();
        part.sink().answer(outputs);
        part.sink().complete();
    }

    @Test
    void theAnswerLiesOnTheHeapOnceBesideThePartThatComes() {
        ByteBudget heap = new ByteBudget(1 << 20);
        RequestMemory memory = new RequestMemory(heap, new ByteBudget(0));
        List<Work> parts = SplitRun.parts(whole(4, memory), 4, unsplit::add);
        long row = (long) LARGE * Float.BYTES;
        for (Work part : parts) {
            answerLargely(part, 1);
            assertThat(heap.held()).isEqualTo(4 * row);
        }
        assertThat(Objects.requireNonNull(owner.outputs).get("y"))
                .isEqualTo(Tensor.floats(new float[4 * LARGE], 4, LARGE));
    }

    @Test
    void anAnswerThatDoesNotFitIsRefusedWhenItsFirstPartComes() {
        ByteBudget heap = new ByteBudget(4L * LARGE * Float.BYTES);
        RequestMemory memory = new RequestMemory(heap, new ByteBudget(0));
        List<Work> parts = SplitRun.parts(whole(4, memory), 4, unsplit::add);
        answerLargely(parts.getFirst(), 1);
        assertThat(owner.refusals)
                .extracting(Refusal::code)
                .containsExactly(ErrorCode.BODY_TOO_LARGE);
        assertThat(heap.held()).isZero();
        assertThat(parts).allMatch(part -> part.request().cancel().isCancelled());
    }

    @Test
    void whatIsRunWholeAfterAllIsNotChargedForItsParts() {
        ByteBudget heap = new ByteBudget(1 << 20);
        RequestMemory memory = new RequestMemory(heap, new ByteBudget(0));
        List<Work> parts = SplitRun.parts(whole(4, memory), 2, unsplit::add);
        answerLargely(parts.getFirst(), 2);
        assertThat(heap.held()).isPositive();
        answer(parts.getLast(), Tensor.floats(new float[] {1}, 1));
        assertThat(unsplit).hasSize(1);
        assertThat(heap.held()).isZero();
    }

    @Test
    void thereAreAsManyPartsAsAskedAndNoneIsEmpty() {
        for (int rows = 1; rows <= 20; rows++) {
            for (int count = 1; count <= rows; count++) {
                List<Work> parts = parts(rows, count);
                assertThat(parts).hasSize(count);
                assertThat(parts.stream().mapToInt(part -> MergeRule.rows(part.request())).sum())
                        .isEqualTo(rows);
                assertThat(parts).allMatch(part -> MergeRule.rows(part.request()) > 0);
            }
        }
    }

    @Test
    void theFirstRefusalIsTheWholeOnesAndTheOtherPartsAreCancelled() {
        List<Work> parts = parts(6, 3);
        answer(parts.get(0), x(parts.get(0)));
        parts.get(1).sink().refuse(Refusal.invalidInput("bad row"));
        parts.get(2).sink().refuse(Refusal.invalidInput("late word"));
        assertThat(owner.refusals).extracting(Refusal::message).containsExactly("bad row");
        assertThat(owner.outputs).isNull();
        assertThat(owner.completed).isZero();
        assertThat(parts).allMatch(part -> part.request().cancel().isCancelled());
    }

    @Test
    void whoeverLeavesTakesAllPartsAlong() {
        List<Work> parts = parts(6, 3);
        assertThat(parts).noneMatch(part -> part.request().cancel().isCancelled());
        cancel.cancel();
        assertThat(parts).allMatch(part -> part.request().cancel().isCancelled());
        assertThat(owner.refusals).isEmpty();
    }

    @Test
    void anAnswerThatIsOverIsNotCancelledAfterwards() {
        List<Work> parts = parts(2, 2);
        parts.forEach(part -> answer(part, x(part)));
        cancel.cancel();
        assertThat(parts).noneMatch(part -> part.request().cancel().isCancelled());
    }

    @Test
    void anOutputThatIsNotRowByRowIsRunWhole() {
        List<Work> parts = parts(4, 2);
        answer(parts.getFirst(), Tensor.floats(new float[] {1}, 1));
        assertThat(unsplit).hasSize(1);
        assertThat(unsplit.getFirst().request().inputs()).isEqualTo(whole(4).request().inputs());
        assertThat(owner.refusals).isEmpty();
        assertThat(parts.getLast().request().cancel().isCancelled()).isTrue();
        answer(parts.getLast(), x(parts.getLast()));
        assertThat(owner.outputs).isNull();
    }

    @Test
    void soIsOneWhoseWidthDependsOnTheRowsBesideIt() {
        List<Work> parts = parts(2, 2);
        answer(parts.get(0), Tensor.floats(new float[] {1, 2}, 1, 2));
        assertThat(unsplit).isEmpty();
        answer(parts.get(1), Tensor.floats(new float[] {1, 2, 3}, 1, 3));
        assertThat(unsplit).hasSize(1);
        assertThat(owner.outputs).isNull();
    }

    @Test
    void aPartWithoutAnAnswerEndsItToo() {
        List<Work> parts = parts(2, 2);
        answer(parts.get(0), x(parts.get(0)));
        parts.get(1).sink().complete();
        assertThat(owner.refusals).hasSize(1);
        assertThat(owner.completed).isZero();
    }
}
