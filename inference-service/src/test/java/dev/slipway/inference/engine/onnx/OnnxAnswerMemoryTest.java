package dev.slipway.inference.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.BufferLease;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.TestEngines;
import dev.slipway.inference.testing.TestModels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's large outputs are charged before they come to the heap. */
class OnnxAnswerMemoryTest {
    private static final int SMALL = 1000;
    private static final int LARGE = 100_000;

    @TempDir Path folder;

    private static final class Taking implements AnswerSink {
        private final List<Map<String, Tensor>> answers = new ArrayList<>();
        private final List<Refusal> refusals = new ArrayList<>();

        @Override
        public void answer(Map<String, Tensor> outputs) {
            answers.add(outputs);
        }

        @Override
        public void complete() {}

        @Override
        public void refuse(Refusal refusal) {
            refusals.add(refusal);
        }
    }

    private Taking run(int elements, ByteBudget heap) throws Exception {
        Taking taking = new Taking();
        try (Engine engine =
                TestEngines.load(folder, TestModels.negative(), EngineThreads.sleeping(1))) {
            engine.run(
                    new EngineRequest(
                            Map.of("x", Tensor.floats(new float[elements], elements)),
                            List.of("y"),
                            Deadline.in(Duration.ofSeconds(30), System::nanoTime),
                            new CancelToken(),
                            BufferLease.ofNothing(),
                            new RequestMemory(heap, new ByteBudget(0))),
                    taking);
        }
        return taking;
    }

    @Test
    void aLargeOutputIsChargedToTheRequest() throws Exception {
        ByteBudget heap = new ByteBudget(1 << 20);
        assertThat(run(LARGE, heap).answers).hasSize(1);
        assertThat(heap.held()).isEqualTo((long) LARGE * Float.BYTES);
    }

    @Test
    void oneThatDoesNotFitIsRefused() throws Exception {
        ByteBudget heap = new ByteBudget((long) LARGE * Float.BYTES - 1);
        Taking taking = run(LARGE, heap);
        assertThat(taking.answers).isEmpty();
        assertThat(taking.refusals)
                .extracting(Refusal::code)
                .containsExactly(ErrorCode.BODY_TOO_LARGE);
        assertThat(heap.held()).isZero();
    }

    @Test
    void aSmallOneIsNotCharged() throws Exception {
        assertThat(run(SMALL, new ByteBudget(0)).answers).hasSize(1);
    }
}
