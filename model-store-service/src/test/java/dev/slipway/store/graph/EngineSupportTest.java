package dev.slipway.store.graph;

import static dev.slipway.store.OnnxBytes.FLOAT;
import static dev.slipway.store.OnnxBytes.INT64;
import static dev.slipway.store.OnnxBytes.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.contract.version.TensorSpec;
import dev.slipway.store.OnnxBytes;
import dev.slipway.store.refusal.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** What the replicas' runtime can load, take and give. */
class EngineSupportTest {
    private static ModelCheck check(OnnxBytes model) throws IOException {
        byte[] bytes = model.toBytes();
        return ModelCheck.of("model.onnx", new ByteArrayInputStream(bytes), bytes.length);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(OnnxBytes model) {
        return assertThatThrownBy(() -> check(model)).isInstanceOf(RefusedException.class);
    }

    private static OnnxBytes opset(String domain, long version) {
        return OnnxBytes.model(OnnxBytes.adderGraph(OnnxBytes.rawTensor("w", 1, 2)))
                .message(8, message().text(1, domain).varint(2, version));
    }

    @Test
    void anOpsetOrVersionThatTheRuntimeLacksIsRefusedByNumber() throws IOException {
        check(opset("", 26));
        check(opset("ai.onnx.ml", 5));
        check(opset("com.microsoft", 1));
        check(opset("my.domain", 99));
        assertRefused(opset("", 27)).hasMessageContaining("re-export with opset ≤ 26");
        assertRefused(opset("ai.onnx", 27)).hasMessageContaining("opset 27 of ai.onnx");
        assertRefused(opset("ai.onnx.ml", 6)).hasMessageContaining("opset ≤ 5");
        assertRefused(opset("com.microsoft", 2)).hasMessageContaining("com.microsoft");
        OnnxBytes newer =
                message()
                        .varint(1, 14)
                        .message(7, OnnxBytes.adderGraph(OnnxBytes.rawTensor("w", 1, 2)))
                        .message(8, message().varint(2, 17));
        assertRefused(newer).hasMessageContaining("IR version 14");
    }

    private static OnnxBytes node(String domain, String operator) {
        return message().text(1, "x").text(2, "y").text(4, operator).text(7, domain);
    }

    private static OnnxBytes graphOf(OnnxBytes node) {
        return message()
                .message(1, node)
                .message(11, OnnxBytes.value("x", FLOAT, "n"))
                .message(12, OnnxBytes.value("y", FLOAT, "n"));
    }

    @Test
    void anOperatorOfAnUnknownDomainIsRefusedByNameUnlessTheModelDefinesIt() throws IOException {
        check(OnnxBytes.model(graphOf(node("com.microsoft", "Gelu"))));
        OnnxBytes foreign = OnnxBytes.model(graphOf(node("my.domain", "Magic")));
        assertRefused(foreign).hasMessageContaining("'Magic' of the domain 'my.domain'");
        OnnxBytes inside = message().text(1, "then").message(6, graphOf(node("my.domain", "In")));
        assertRefused(
                        OnnxBytes.model(
                                graphOf(message().text(2, "y").text(4, "If").message(5, inside))))
                .hasMessageContaining("'In' of the domain 'my.domain'");
        check(
                OnnxBytes.model(graphOf(node("my.domain", "Magic")))
                        .message(25, message().text(1, "Magic").text(10, "my.domain")));
    }

    private static OnnxBytes classifier(OnnxBytes labels, int key, int value) {
        OnnxBytes map =
                message()
                        .varint(1, key)
                        .message(2, message().message(1, message().varint(1, value)));
        OnnxBytes type = message().message(4, message().message(1, message().message(5, map)));
        return OnnxBytes.model(
                message()
                        .message(
                                1,
                                message()
                                        .text(1, "scores")
                                        .text(2, "probabilities")
                                        .text(4, "ZipMap")
                                        .message(5, labels)
                                        .text(7, "ai.onnx.ml"))
                        .message(11, OnnxBytes.value("x", FLOAT, "n", 4))
                        .message(12, OnnxBytes.value("label", INT64, "n"))
                        .message(12, message().text(1, "probabilities").message(2, type)));
    }

    private static TensorSpec scores(OnnxBytes model) throws IOException {
        return check(model).signature().outputs().getLast();
    }

    @Test
    void theMapsOfAClassifierAreOneTensorWithLabels() throws IOException {
        OnnxBytes numbers =
                message().text(1, "classlabels_int64s").varint(8, 0).varint(8, 1).varint(8, 7);
        assertThat(scores(classifier(numbers, 7, 1)))
                .isEqualTo(
                        new TensorSpec(
                                "probabilities",
                                "FP32",
                                List.of(-1L, 3L),
                                Arrays.asList(null, null),
                                List.of("0", "1", "7"),
                                "zipmap"));
        OnnxBytes texts = message().text(1, "classlabels_strings").text(9, "cat").text(9, "dog");
        assertThat(scores(classifier(texts, 8, 1)).labels()).containsExactly("cat", "dog");
        OnnxBytes packed =
                message().text(1, "classlabels_int64s").bytes(8, new byte[] {3, (byte) 0x80, 1});
        assertThat(scores(classifier(packed, 7, 1)).labels()).containsExactly("3", "128");
        assertRefused(classifier(message().text(1, "other"), 7, 1))
                .hasMessage(
                        "output 'probabilities' is of type sequence of maps; only tensors can be"
                                + " served: export the model with tensors there (skl2onnx:"
                                + " options={'zipmap': False})");
        assertRefused(classifier(numbers, 7, 11)).hasMessageContaining("sequence");
    }

    @Test
    void theClassesOfSkl2onnxsClassifiersAreInTheSignature() throws IOException {
        assertThat(exported("forest"))
                .extracting(TensorSpec::datatype, TensorSpec::shape, TensorSpec::labels)
                .containsExactly(
                        tuple("INT64", List.of(-1L), null),
                        tuple("FP32", List.of(-1L, 3L), List.of("3", "7", "40")));
        assertThat(exported("logistic"))
                .extracting(TensorSpec::datatype, TensorSpec::form, TensorSpec::labels)
                .containsExactly(
                        tuple("BYTES", null, null),
                        tuple("FP32", TensorSpec.ZIPMAP, List.of("blue", "green", "grün")));
    }

    /** What the replica's tests serve; the script that makes it lies there. */
    private static List<TensorSpec> exported(String name) throws IOException {
        try (InputStream in =
                EngineSupportTest.class.getResourceAsStream("/sklearn/" + name + ".onnx")) {
            if (in == null) {
                throw new IOException(name + " is missing");
            }
            byte[] bytes = in.readAllBytes();
            return ModelCheck.of("model.onnx", new ByteArrayInputStream(bytes), bytes.length)
                    .signature()
                    .outputs();
        }
    }

    @Test
    void whatTheRuntimeCannotTakeOrGiveIsRefusedAndHalfPrecisionIsNot() throws IOException {
        for (int type : new int[] {4, 12, 13}) {
            check(OnnxBytes.model(message().message(12, OnnxBytes.value("y", type, "n"))));
            assertRefused(
                            OnnxBytes.model(
                                    message()
                                            .message(11, OnnxBytes.value("x", type, "n"))
                                            .message(12, OnnxBytes.value("y", FLOAT, "n"))))
                    .hasMessageContaining("input 'x' is a tensor of UINT");
        }
        for (int type : new int[] {14, 15, 17, 18, 19, 20, 21, 22, 23}) {
            assertRefused(OnnxBytes.model(message().message(12, OnnxBytes.value("y", type, "n"))))
                    .hasMessageContaining("output 'y'");
        }
        for (int type : new int[] {10, 16}) {
            check(
                    OnnxBytes.model(
                            message()
                                    .message(11, OnnxBytes.value("x", type, "n"))
                                    .message(12, OnnxBytes.value("y", type, "n"))));
        }
        OnnxBytes maps =
                message().text(1, "x").message(2, message().message(5, message().varint(1, 7)));
        assertRefused(
                        OnnxBytes.model(
                                message()
                                        .message(11, maps)
                                        .message(12, OnnxBytes.value("y", FLOAT, "n"))))
                .hasMessageContaining("input 'x' is of type map");
    }

    @Test
    void externalDataWithoutALengthEndsWhereItsShapeSays() throws IOException {
        OnnxBytes tensor =
                message()
                        .varint(1, 3L << 30)
                        .varint(1, 2)
                        .varint(2, FLOAT)
                        .text(8, "w")
                        .message(13, message().text(1, "location").text(2, "w.bin"))
                        .message(13, message().text(1, "offset").text(2, "4096"))
                        .varint(14, 1);
        assertThat(check(OnnxBytes.model(OnnxBytes.adderGraph(tensor))).externalFiles())
                .isEqualTo(Map.of("w.bin", (24L << 30) + 4096));
        OnnxBytes huge =
                message()
                        .varint(1, Long.MAX_VALUE)
                        .varint(1, 8)
                        .varint(2, FLOAT)
                        .message(13, message().text(1, "location").text(2, "w.bin"))
                        .message(13, message().text(1, "offset").text(2, "1"))
                        .varint(14, 1);
        assertRefused(OnnxBytes.model(OnnxBytes.adderGraph(huge)))
                .hasMessageContaining("beyond any file");
    }
}
