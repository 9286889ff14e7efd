package dev.slipway.store.graph;

import static dev.slipway.store.OnnxBytes.FLOAT;
import static dev.slipway.store.OnnxBytes.INT64;
import static dev.slipway.store.OnnxBytes.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.store.OnnxBytes;
import dev.slipway.store.refusal.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class ModelCheckTest {
    private static ModelCheck check(OnnxBytes model) throws IOException {
        return check(model.toBytes());
    }

    private static ModelCheck check(byte[] bytes) throws IOException {
        return ModelCheck.of("model.onnx", new ByteArrayInputStream(bytes), bytes.length);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(OnnxBytes model) {
        return assertRefused(model.toBytes());
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(byte[] model) {
        return assertThatThrownBy(() -> check(model))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused ->
                                assertThat(refused.refusal().code())
                                        .isEqualTo(ErrorCode.INVALID_MODEL));
    }

    private static OnnxBytes typed(OnnxBytes type) {
        return OnnxBytes.model(
                message()
                        .message(11, OnnxBytes.value("x", FLOAT, 1))
                        .message(12, message().text(1, "odd").message(2, type)));
    }

    @Test
    void inputsAndOutputsComeInTheOrderOfTheGraphWithTheirTypes() throws IOException {
        ModelCheck check =
                check(
                        OnnxBytes.model(
                                message()
                                        .message(12, OnnxBytes.value("z", 8, "n"))
                                        .message(11, OnnxBytes.value("b", INT64, "n", 3))
                                        .message(11, OnnxBytes.value("a", 10))
                                        .message(12, OnnxBytes.value("y", 9, -1, "m"))));
        assertThat(check.signature().inputs())
                .containsExactly(
                        new TensorSpec(
                                "b", "INT64", Arrays.asList(-1L, 3L), Arrays.asList("n", null)),
                        new TensorSpec("a", "FP16", Arrays.asList(), Arrays.asList()));
        assertThat(check.signature().outputs())
                .containsExactly(
                        new TensorSpec("z", "BYTES", Arrays.asList(-1L), Arrays.asList("n")),
                        new TensorSpec(
                                "y", "BOOL", Arrays.asList(-1L, -1L), Arrays.asList(null, "m")));
        assertThat(check.irVersion()).isEqualTo(8);
        assertThat(check.opset()).isEqualTo(17);
    }

    @Test
    void dimensionsThatAreOnlyASignHaveNoNameSoThatTheyMayDiffer() throws IOException {
        OnnxBytes graph =
                message()
                        .message(11, OnnxBytes.value("x", FLOAT, "?", "?"))
                        .message(12, OnnxBytes.value("y", FLOAT, "?"));
        assertThat(check(OnnxBytes.model(graph)).signature().inputs())
                .containsExactly(
                        new TensorSpec(
                                "x", "FP32", Arrays.asList(-1L, -1L), Arrays.asList(null, null)));
    }

    @Test
    void anInitializerThatIsListedAsAnInputIsNone() throws IOException {
        OnnxBytes graph =
                message()
                        .message(11, OnnxBytes.value("x", FLOAT, 1))
                        .message(11, OnnxBytes.value("w", FLOAT, 2))
                        .message(11, OnnxBytes.value("s", FLOAT, 2))
                        .message(12, OnnxBytes.value("y", FLOAT, 1))
                        .message(5, OnnxBytes.rawTensor("w", 1, 2))
                        .message(15, message().message(1, OnnxBytes.rawTensor("s", 1, 2)));
        assertThat(check(OnnxBytes.model(graph)).signature().inputs())
                .extracting(TensorSpec::name)
                .containsExactly("x");
    }

    @Test
    void externalDataIsFoundWhereverATensorMayBe() throws IOException {
        OnnxBytes inSubgraph =
                message().message(5, OnnxBytes.externalTensor("s", "sub.bin", 0, 16));
        OnnxBytes attributes =
                message()
                        .message(5, message().text(1, "value").message(5, external("t.bin", 4)))
                        .message(5, message().message(10, external("ts.bin", 8)))
                        .message(5, message().message(6, inSubgraph))
                        .message(5, message().message(11, inSubgraph))
                        .message(5, message().message(22, message().message(1, external("sv", 4))))
                        .message(5, message().message(23, message().message(2, external("si", 4))));
        OnnxBytes graph =
                message()
                        .message(1, attributes)
                        .message(5, OnnxBytes.externalTensor("a", "main.bin", 100, 20))
                        .message(5, OnnxBytes.externalTensor("b", "main.bin", 0, 40))
                        .message(15, message().message(2, external("sparse.bin", 4)))
                        .message(12, OnnxBytes.value("y", FLOAT, 1));
        OnnxBytes function = message().message(7, attributes(external("function.bin", 4)));
        OnnxBytes training =
                message().message(2, message().message(5, external("training.bin", 4)));
        ModelCheck check =
                check(OnnxBytes.model(graph).message(25, function).message(20, training));
        assertThat(check.externalFiles())
                .isEqualTo(
                        Map.of(
                                "main.bin", 120L,
                                "t.bin", 4L,
                                "ts.bin", 8L,
                                "sub.bin", 16L,
                                "sv", 4L,
                                "si", 4L,
                                "sparse.bin", 4L,
                                "function.bin", 4L,
                                "training.bin", 4L));
    }

    private static OnnxBytes external(String location, long length) {
        return OnnxBytes.externalTensor("t", location, 0, length);
    }

    private static OnnxBytes attributes(OnnxBytes tensor) {
        return message().message(5, message().message(5, tensor));
    }

    @Test
    void whatIsNoTensorOrHasNoRankIsRefusedByName() {
        assertRefused(typed(message().message(4, message()))).hasMessageContaining("sequence");
        assertRefused(typed(message().message(5, message()))).hasMessageContaining("map");
        assertRefused(typed(message().message(9, message()))).hasMessageContaining("optional");
        assertRefused(typed(message().message(8, message())))
                .hasMessageContaining("sparse tensor")
                .hasMessageContaining("output 'odd'");
        assertRefused(typed(message())).hasMessageContaining("has no type");
        assertRefused(typed(message().message(1, message().varint(1, 14))))
                .hasMessageContaining("COMPLEX64");
        assertRefused(typed(message().message(1, message().varint(1, 99))))
                .hasMessageContaining("element type 99");
        assertRefused(typed(message().message(1, message().varint(1, 1))))
                .hasMessageContaining("infer_shapes");
    }

    @Test
    void whatIsNoModelIsRefused() {
        assertRefused(new byte[0]).hasMessageContaining("not an ONNX model");
        assertRefused(message().varint(1, 8)).hasMessageContaining("not an ONNX model");
        assertRefused(message().message(7, message())).hasMessageContaining("IR version");
        assertRefused(OnnxBytes.model(message())).hasMessageContaining("no outputs");
        assertRefused(
                        message()
                                .varint(1, 8)
                                .message(7, message().message(12, OnnxBytes.value("y", 1))))
                .hasMessageContaining("opset");
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] whole =
                message()
                        .varint(1, 8)
                        .message(8, message().text(1, "").varint(2, 17))
                        .message(7, OnnxBytes.adderGraph(OnnxBytes.rawTensor("w", 1, 2)))
                        .toBytes();
        check(whole);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertRefused(cut);
            assertThatThrownBy(
                            () -> ModelCheck.of("m", new ByteArrayInputStream(cut), whole.length))
                    .isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void randomBytesNeverDoMoreThanBeRefused() {
        Random random = new Random(42);
        byte[] whole = OnnxBytes.adder(1, 2);
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 3; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                check(damaged);
            } catch (IOException refused) {
                assertThat(refused).isInstanceOf(RefusedException.class);
            }
        }
    }

    @Test
    void nestingIsBounded() {
        OnnxBytes graph = message();
        for (int level = 0; level < 60; level++) {
            graph = message().message(1, message().message(5, message().message(6, graph)));
        }
        assertRefused(OnnxBytes.model(graph)).hasMessageContaining("nested deeper");
    }

    @Test
    void keptNamesAreBounded() {
        assertRefused(
                        OnnxBytes.model(
                                message().message(11, OnnxBytes.value("n".repeat(70_000), 1, 1))))
                .hasMessageContaining("longer than 65536");
        OnnxBytes graph = message();
        for (int i = 0; i < 600; i++) {
            graph.message(5, message().text(8, i + "n".repeat(60_000)));
        }
        assertRefused(OnnxBytes.model(graph)).hasMessageContaining("names together");
    }

    @Test
    void weightsArePassedOverWithoutBeingHeld() throws IOException {
        long weights = 3L << 30;
        byte[] head =
                message()
                        .varint(1, 8)
                        .message(8, message().text(1, "").varint(2, 17))
                        .message(7, OnnxBytes.adderGraph(OnnxBytes.rawTensor("w", 1, 2)))
                        .toBytes();
        byte[] field = {0x6a, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x0c};
        InputStream in =
                new SequenceInputStream(
                        new SequenceInputStream(
                                new ByteArrayInputStream(head), new ByteArrayInputStream(field)),
                        new Zeros(weights));
        ModelCheck check = ModelCheck.of("m", in, head.length + field.length + weights);
        assertThat(check.signature().inputs()).hasSize(1);
    }

    /** A stream that holds nothing and skips for free. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long left) {
            this.left = left;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = (int) Math.min(length, left);
            left -= count;
            return count == 0 ? -1 : count;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.min(count, left);
            left -= skipped;
            return skipped;
        }
    }
}
