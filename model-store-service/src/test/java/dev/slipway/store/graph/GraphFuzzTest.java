package dev.slipway.store.graph;

import static dev.slipway.store.OnnxBytes.FLOAT;
import static dev.slipway.store.OnnxBytes.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.FuzzedInput;
import dev.slipway.store.OnnxBytes;
import dev.slipway.store.refusal.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is nearly a graph is checked as one or refused, and throws nothing else. */
class GraphFuzzTest {
    private static final int INPUTS = 4_000;

    private static ModelCheck check(byte[] bytes) throws IOException {
        return ModelCheck.of("model.onnx", new ByteArrayInputStream(bytes), bytes.length);
    }

    private static OnnxBytes zipMap(String output, int classes) {
        return message()
                .text(2, output)
                .text(4, "ZipMap")
                .text(7, "ai.onnx.ml")
                .message(5, message().text(1, "classlabels_int64s").bytes(8, new byte[classes]));
    }

    @Test
    void graphs() {
        OnnxBytes external =
                OnnxBytes.adderGraph(OnnxBytes.externalTensor("w", "weights.bin", 0, 8))
                        .message(1, zipMap("z", 3))
                        .message(12, OnnxBytes.value("z", FLOAT, "n", 3));
        FuzzedInput.each(
                INPUTS,
                List.of(OnnxBytes.adder(1, 2), OnnxBytes.model(external).toBytes()),
                bytes -> {
                    try {
                        assertThat(check(bytes)).isNotNull();
                    } catch (RefusedException refused) {
                        assertThat(refused.refusal().code()).isEqualTo(ErrorCode.INVALID_MODEL);
                    }
                });
    }

    @Test
    void classesOfAllZipMapsTogetherAreBounded() {
        OnnxBytes graph = message();
        for (int i = 0; i < 11; i++) {
            graph.message(1, zipMap("z" + i, 9_999));
        }

        assertThatThrownBy(() -> check(OnnxBytes.model(graph).toBytes()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("more than 100000 classes apart together");
    }

    @Test
    void zipMapsAreBounded() {
        OnnxBytes graph = message();
        for (int i = 0; i <= ModelGraph.MAX_ZIP_MAPS; i++) {
            graph.message(1, zipMap("z" + i, 1));
        }

        assertThatThrownBy(() -> check(OnnxBytes.model(graph).toBytes()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("more than 1000 ZipMaps");
    }
}
