package dev.slipway.store.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.store.ArchiveBytes;
import dev.slipway.store.OnnxBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForeignFormatTest {
    private static Optional<ForeignFormat> of(String name, byte... head) {
        byte[] front = Arrays.copyOf(head, Math.min(head.length, ForeignFormat.HEAD_BYTES));
        return ForeignFormat.of(new PackagePath(name), front);
    }

    private static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aFormIsToldByItsBytesWhateverItsName() {
        assertThat(of("x", bytes("\u0080\u0004\u0095\0\0\0"))).contains(ForeignFormat.PICKLE);
        assertThat(of("x", bytes("\u0080\u0002}q\0."))).contains(ForeignFormat.PICKLE);
        assertThat(of("x", bytes("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019")))
                .contains(ForeignFormat.TORCH);
        assertThat(of("x", ArchiveBytes.zipOf("m/data.pkl", new byte[9])))
                .contains(ForeignFormat.TORCH);
        assertThat(of("m.pt", ArchiveBytes.zipOf("m/version", new byte[9])))
                .contains(ForeignFormat.TORCH);
        assertThat(of("m.keras", ArchiveBytes.zipOf("metadata.json", new byte[9])))
                .contains(ForeignFormat.KERAS);
        assertThat(of("x", bytes("\u0089HDF\r\n\u001a\n\0"))).contains(ForeignFormat.KERAS);
        assertThat(of("x", bytes("@\0\0\0\0\0\0\0{\"w\":{\"dtype\":\"F32\",")))
                .contains(ForeignFormat.SAFETENSORS);
        assertThat(of("x", bytes("GGUF\u0003\0\0\0"))).contains(ForeignFormat.GGUF);
        assertThat(of("x", bytes("\u001c\0\0\0TFL3"))).contains(ForeignFormat.TFLITE);
        assertThat(of("m.joblib", bytes("x\u009c"))).contains(ForeignFormat.PICKLE);
    }

    @Test
    void graphsAndOrdinaryFilesAreNone() {
        assertThat(of("model.onnx", OnnxBytes.adder(1, 2))).isEmpty();
        assertThat(of("tokenizer.json", bytes("{\"version\":\"1.0\"}"))).isEmpty();
        assertThat(of("a.zip", ArchiveBytes.zipOf("a.txt", new byte[9]))).isEmpty();
        assertThat(of("empty")).isEmpty();
        assertThat(of("weights.bin", new byte[100])).isEmpty();
    }
}
