package dev.slipway.e2e.graph;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModelsTest {
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    @Test
    void aLineIsItsFunctionOfTheInput() throws OrtException {
        long[][] x = {{1, -5, 1_000_000_007L}};
        try (OrtSession session = ENVIRONMENT.createSession(Models.line(2, 7));
                OnnxTensor input = OnnxTensor.createTensor(ENVIRONMENT, x);
                OrtSession.Result result = session.run(Map.of("x", input))) {
            assertThat(result.get(0).getValue()).isEqualTo(new long[][] {{9, -3, 2_000_000_021L}});
        }
    }

    @Test
    void twoByTwoTakesAndGivesDifferentTypes() throws OrtException {
        float[][] features = {{1, 2, 3, 4}};
        long[][] codes = {{5, 6}};
        try (OrtSession session = ENVIRONMENT.createSession(Models.twoByTwo(new Random(1)));
                OnnxTensor first = OnnxTensor.createTensor(ENVIRONMENT, features);
                OnnxTensor second = OnnxTensor.createTensor(ENVIRONMENT, codes);
                OrtSession.Result result =
                        session.run(Map.of("features", first, "codes", second))) {
            assertThat(result.get(0).getValue()).isInstanceOf(float[][].class);
            assertThat(result.get(1).getValue()).isInstanceOf(long[][].class);
        }
    }

    @Test
    void theCounterCounts() throws OrtException {
        try (OrtSession session = ENVIRONMENT.createSession(Models.counter());
                OnnxTensor steps = OnnxTensor.createTensor(ENVIRONMENT, new long[] {12_345});
                OrtSession.Result result = session.run(Map.of("steps", steps))) {
            assertThat(result.get(0).getValue()).isEqualTo(new long[] {12_345});
        }
    }
}
