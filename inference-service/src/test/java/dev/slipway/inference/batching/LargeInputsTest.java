package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.WideLane;
import dev.slipway.inference.refusal.RefusedException;
import dev.slipway.inference.tensor.BufferPool;
import dev.slipway.inference.tensor.BufferPoolSettings;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.DirectElements;
import dev.slipway.inference.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Inputs outside the heap share runs and are split as others are, and stay until they are read. */
class LargeInputsTest {
    private static final int NUMBERS = 20_000;
    private static final long ROW_BYTES = 4L * NUMBERS;
    private static final MergeRule RULE = new MergeRule(8, Merging.DECLARED, "test");

    private final BufferPool pool = new BufferPool(new BufferPoolSettings(16 << 20));
    private final ByteBudget outside = new ByteBudget(10 * ROW_BYTES);

    private RequestMemory memory() {
        return new RequestMemory(new ByteBudget(0), outside, pool);
    }

    /** Gives the first number of each row, a run at a time as it is let go. */
    private static final class FirstNumbers implements Engine {
        private final Semaphore begun = new Semaphore(0);
        private final Semaphore letGo = new Semaphore(0);
        private final List<Integer> rows = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void run(EngineRequest request, AnswerSink sink) {
            Tensor x = Objects.requireNonNull(request.inputs().get("x"));
            rows.add(x.rows());
            begun.release();
            letGo.acquireUninterruptibly();
            FloatBuffer numbers = (FloatBuffer) x.data();
            float[] y = new float[x.rows()];
            for (int row = 0; row < y.length; row++) {
                y[row] = numbers.get(row * NUMBERS);
            }
            sink.answer(Map.of("y", Tensor.floats(y, y.length)));
            sink.complete();
        }

        @Override
        public void close() {}

        void waitUntilItRuns() throws InterruptedException {
            assertThat(begun.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static EngineRequest request(Map<String, Tensor> inputs, RequestMemory memory) {
        return new EngineRequest(
                inputs,
                List.of("y"),
                Deadline.in(Duration.ofHours(1), System::nanoTime),
                new CancelToken(),
                memory.buffers(),
                memory);
    }

    /** Its numbers count up from a first one. */
    private static EngineRequest rows(int rows, float first, RequestMemory memory) {
        FloatBuffer x =
                (FloatBuffer) DirectElements.in(memory.lend(rows * ROW_BYTES), DataType.FP32);
        for (int i = 0; i < rows * NUMBERS; i++) {
            x.put(i, first + i);
        }
        return request(
                Map.of("x", new Tensor(DataType.FP32, new long[] {rows, NUMBERS}, x)), memory);
    }

    private static Work work(EngineRequest request, AnswerSink sink) {
        return new Work(request, sink, RunObserver.NOBODY, RequestClass.DEFAULT);
    }

    private static MergedRun run(MergeRule rule, RequestMemory memory, EngineRequest... requests) {
        List<Work> works = new ArrayList<>();
        for (EngineRequest request : requests) {
            works.add(work(request, new WaitingSink()));
        }
        return new MergedRun(works, rule, memory, () -> 0);
    }

    private static Tensor input(EngineRequest request, String name) {
        return Objects.requireNonNull(request.inputs().get(name));
    }

    @Test
    void theyArePutTogetherInABufferThatIsChargedUntilTheRunIsOver() {
        RequestMemory own = memory();
        EngineRequest one = rows(1, 5, own);
        EngineRequest two = rows(2, -7, own);
        assertThat(RULE.mayJoin(one, two)).isTrue();
        RequestMemory ofTheRun = memory();
        Tensor x = input(run(RULE, ofTheRun, one, two).request(), "x");
        assertThat(x.shape()).containsExactly(3, NUMBERS);
        FloatBuffer numbers = (FloatBuffer) x.data();
        assertThat(numbers.slice(0, NUMBERS).equals(input(one, "x").data())).isTrue();
        assertThat(numbers.slice(NUMBERS, 2 * NUMBERS).equals(input(two, "x").data())).isTrue();
        assertThat(outside.held()).isEqualTo(6 * ROW_BYTES);
        ofTheRun.end();
        assertThat(outside.held()).isEqualTo(3 * ROW_BYTES);
        own.end();
        assertThat(outside.held()).isZero();
        assertThat(pool.lentBytes()).isZero();
    }

    @Test
    void smallOnesThatAreLargeTogetherLieOutsideTheHeap() {
        boolean[] flags = new boolean[40_000];
        flags[1] = true;
        EngineRequest small =
                request(
                        Map.of("x", new Tensor(DataType.BOOL, new long[] {1, 40_000}, flags)),
                        memory());
        Tensor x = input(run(RULE, memory(), small, small).request(), "x");
        ByteBuffer bytes = (ByteBuffer) x.data();
        for (int i = 0; i < bytes.capacity(); i++) {
            assertThat(bytes.get(i)).isEqualTo((byte) (i % 40_000 == 1 ? 1 : 0));
        }
    }

    @Test
    void shorterTextsAreFilledUpWhateverWasInTheBufferBefore() {
        RequestMemory before = memory();
        for (int i = 0; i < 2; i++) {
            ByteBuffer used = before.lend(ROW_BYTES * (i + 1));
            while (used.hasRemaining()) {
                used.put((byte) 0x55);
            }
        }
        before.end();
        EngineRequest merged =
                run(Texts.RULE, memory(), Texts.request(1, 1, 4000), Texts.request(100, 3, 5000))
                        .request();
        long[] ids = new long[NUMBERS];
        Arrays.setAll(ids, i -> i < 4000 ? 1 + i : i < 5000 ? Texts.PAD : 100 + i - 5000);
        LongBuffer filled = (LongBuffer) input(merged, "ids").data();
        assertThat(filled.equals(LongBuffer.wrap(ids))).isTrue();
        int[] mask = new int[NUMBERS];
        Arrays.setAll(mask, i -> i < 4000 || i >= 5000 ? 1 : 0);
        IntBuffer read = (IntBuffer) input(merged, "mask").data();
        assertThat(read.equals(IntBuffer.wrap(mask))).isTrue();
        assertThat(pool.hits()).isEqualTo(2);
    }

    @Test
    void rowsOfOneRequestAreSplitWhereTheyLieAndHeldByItsParts() {
        RequestMemory own = memory();
        EngineRequest whole = rows(4, 0, own);
        assertThat(RULE.maySplit(whole)).isTrue();
        List<Work> parts = SplitRun.parts(work(whole, new WaitingSink()), 2, _ -> {});
        Tensor second = input(parts.getLast().request(), "x");
        assertThat(second.shape()).containsExactly(2, NUMBERS);
        assertThat(((FloatBuffer) second.data()).get(0)).isEqualTo(2 * NUMBERS);
        assertThat(outside.held()).isEqualTo(4 * ROW_BYTES);
        assertThat(parts.getLast().request().buffers().tryHold()).isTrue();
        own.end();
        assertThat(pool.lentBytes()).isPositive();
    }

    @Test
    void whatARequestThatHasEndedLetGoIsNotRead() {
        RequestMemory ended = memory();
        RequestMemory goesOn = memory();
        EngineRequest gone = rows(1, 0, ended);
        EngineRequest other = rows(1, 0, goesOn);
        ended.end();
        MergedRun run = run(RULE, memory(), other, gone);
        assertThatThrownBy(run::request).isInstanceOf(RefusedException.class);
        long lent = pool.lentBytes();
        goesOn.end();
        assertThat(pool.lentBytes()).as("nothing is held any more").isLessThan(lent).isZero();
    }

    /** The rows of each run of three requests, of which the first runs while the others come. */
    private List<Integer> rowsOfRuns(RequestMemory ofTheRun) throws Exception {
        FirstNumbers engine = new FirstNumbers();
        RequestMemory own = memory();
        try (VersionQueue queue =
                new VersionQueue(
                        "test",
                        engine,
                        RULE,
                        KnownCost.of(1e6),
                        WideLane.none(),
                        1,
                        false,
                        new RunCounters(System::nanoTime),
                        () -> ofTheRun)) {
            List<WaitingSink> sinks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                sinks.add(new WaitingSink());
                queue.submit(work(rows(1, i, own), sinks.getLast()));
                if (i == 0) {
                    engine.waitUntilItRuns();
                }
            }
            engine.letGo.release(3);
            for (int i = 0; i < 3; i++) {
                assertThat(sinks.get(i).y()).containsExactly(i);
            }
        }
        return engine.rows;
    }

    @Test
    void theyShareARunWhereThereIsMemoryForItAndElseRunAlone() throws Exception {
        assertThat(rowsOfRuns(memory())).containsExactly(1, 2);
        RequestMemory none = new RequestMemory(new ByteBudget(0), new ByteBudget(ROW_BYTES), pool);
        assertThat(rowsOfRuns(none)).containsExactly(1, 1, 1);
    }

    @Test
    void theEngineReadsToTheEndWhatItsRequestLetGo() throws Exception {
        FirstNumbers engine = new FirstNumbers();
        RequestMemory own = memory();
        long lentWhileItRuns;
        try (VersionQueue queue =
                new VersionQueue(
                        "test",
                        engine,
                        RULE,
                        KnownCost.of(1e6),
                        WideLane.none(),
                        1,
                        new RunCounters(System::nanoTime))) {
            queue.submit(work(rows(1, 3, own), new WaitingSink()));
            engine.waitUntilItRuns();
            own.end();
            lentWhileItRuns = pool.lentBytes();
            engine.letGo.release();
        }
        assertThat(outside.held()).isZero();
        assertThat(lentWhileItRuns).isPositive();
        assertThat(pool.lentBytes()).isZero();
        assertThat(pool.idleBytes()).isPositive();
    }
}
