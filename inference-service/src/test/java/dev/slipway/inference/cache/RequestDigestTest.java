package dev.slipway.inference.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.DirectElements;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests have one key when they ask the same, and only then. */
class RequestDigestTest {
    private static final Tensor X = Tensor.floats(new float[] {1, 2, 3, 4}, 2, 2);
    private static final int MANY = 10_000;

    private final RequestDigest digest = new RequestDigest();

    private static EngineRequest request(Map<String, Tensor> inputs, String... outputs) {
        return new EngineRequest(
                inputs,
                List.of(outputs),
                Deadline.in(Duration.ofSeconds(1), () -> 0),
                new CancelToken());
    }

    private AnswerKey key(Map<String, Tensor> inputs, String... outputs) {
        return digest.of("seal", "acme", request(inputs, outputs));
    }

    private AnswerKey key(Tensor x) {
        return key(Map.of("x", x), "y");
    }

    @Test
    void inWhichOrderInputsAndOutputsAreNamedMakesNoDifference() {
        Map<String, Tensor> forwards = new LinkedHashMap<>();
        forwards.put("a", X);
        forwards.put("b", Tensor.longs(new long[] {5}, 1));
        Map<String, Tensor> backwards = new LinkedHashMap<>();
        backwards.put("b", Tensor.longs(new long[] {5}, 1));
        backwards.put("a", X);
        assertThat(key(forwards, "y", "z")).isEqualTo(key(backwards, "z", "y"));
    }

    @Test
    void deadlineAndTokenAreNoPartOfTheQuestion() {
        EngineRequest hasty =
                new EngineRequest(
                        Map.of("x", X),
                        List.of("y"),
                        Deadline.in(Duration.ofMillis(1), () -> 9),
                        new CancelToken());
        assertThat(digest.of("seal", "acme", hasty)).isEqualTo(key(X));
    }

    @Test
    void whateverAnAnswerDependsOnMakesAnotherKey() {
        List<AnswerKey> keys = new ArrayList<>();
        keys.add(key(X));
        keys.add(digest.of("other", "acme", request(Map.of("x", X), "y")));
        keys.add(digest.of("seal", "blue", request(Map.of("x", X), "y")));
        keys.add(digest.of("seal", "", request(Map.of("x", X), "y")));
        keys.add(digest.of("seal", null, request(Map.of("x", X), "y")));
        keys.add(key(Map.of("x", X), "z"));
        keys.add(key(Map.of("x", X), "y", "z"));
        keys.add(key(Map.of("x", X)));
        keys.add(key(Map.of("w", X), "y"));
        keys.add(key(Map.of("x", X, "w", X), "y"));
        keys.add(key(Tensor.floats(new float[] {1, 2, 3, 4}, 4, 1)));
        keys.add(key(Tensor.floats(new float[] {1, 2, 3, 4}, 4)));
        keys.add(key(Tensor.floats(new float[] {1, 2, 3, 5}, 2, 2)));
        keys.add(key(Tensor.floats(new float[] {0}, 1)));
        keys.add(key(Tensor.floats(new float[] {-0f}, 1)));
        keys.add(key(new Tensor(DataType.INT32, new long[] {1}, new int[] {0})));
        keys.add(key(new Tensor(DataType.UINT32, new long[] {1}, new int[] {0})));
        keys.add(key(Tensor.longs(new long[] {1}, 1)));
        keys.add(key(new Tensor(DataType.FP64, new long[] {1}, new double[] {1})));
        keys.add(key(new Tensor(DataType.INT16, new long[] {1}, new short[] {1})));
        keys.add(key(new Tensor(DataType.INT8, new long[] {1}, new byte[] {1})));
        keys.add(key(flags(true, false)));
        keys.add(key(flags(false, true)));
        keys.add(key(texts("ab", "c")));
        keys.add(key(texts("a", "bc")));
        keys.add(key(texts("", "abc")));
        keys.add(key(texts(halfACharacter(0xd800))));
        keys.add(key(texts(halfACharacter(0xd801))));
        assertThat(keys).doesNotHaveDuplicates();
    }

    /** UTF-8 has no form for it. */
    private static String halfACharacter(int surrogate) {
        return String.valueOf((char) surrogate);
    }

    private static Tensor flags(boolean... flags) {
        return new Tensor(DataType.BOOL, new long[] {flags.length}, flags);
    }

    private static Tensor texts(String... texts) {
        return new Tensor(DataType.BYTES, new long[] {texts.length}, texts);
    }

    private static float[] many() {
        float[] many = new float[MANY];
        for (int i = 0; i < MANY; i++) {
            many[i] = i * 0.5f;
        }
        return many;
    }

    @Test
    void everyElementOfALongInputCounts() {
        AnswerKey whole = key(Tensor.floats(many(), MANY));
        assertThat(key(Tensor.floats(many(), MANY))).isEqualTo(whole);
        for (int at : new int[] {0, 1023, 1024, MANY - 1}) {
            float[] other = many();
            other[at] = -1;
            assertThat(key(Tensor.floats(other, MANY))).as("element %d", at).isNotEqualTo(whole);
        }
        String text = "x".repeat(MANY);
        assertThat(key(texts(text + "a"))).isNotEqualTo(key(texts(text + "b")));
    }

    @Test
    void whereElementsLieMakesNoDifference() {
        Tensor outside =
                new Tensor(
                        DataType.FP32,
                        new long[] {MANY},
                        DirectElements.of(DataType.FP32, MANY, many()));
        assertThat(key(outside)).isEqualTo(key(Tensor.floats(many(), MANY)));
        Tensor flagsOutside =
                new Tensor(
                        DataType.BOOL,
                        new long[] {2},
                        DirectElements.of(DataType.BOOL, 2, new boolean[] {true, false}));
        assertThat(key(flagsOutside)).isEqualTo(key(flags(true, false)));
    }
}
