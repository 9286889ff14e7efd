package dev.slipway.inference.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.Manifest.ManifestFile;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.artefact.LocalPackage;
import dev.slipway.inference.task.EmbeddingConfig.Pooling;
import dev.slipway.inference.task.json.SentenceTransformersConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentenceTransformersTest {
    private static final String NORMALIZED =
            """
            [{"type":"sentence_transformers.models.Transformer","path":""},
             {"type":"sentence_transformers.models.Pooling","path":"1_Pooling"},
             {"type":"sentence_transformers.models.Normalize","path":"2_Normalize"}]\
            """;

    @TempDir Path directory;

    private EmbeddingConfig read(Map<String, String> files) throws Exception {
        List<ManifestFile> entries = new ArrayList<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            write(file.getKey(), file.getValue());
            entries.add(new ManifestFile(file.getKey(), 0, ""));
        }
        ModelSignature none = new ModelSignature(List.of(), List.of());
        Manifest manifest = new Manifest(1, "model.onnx", entries, none, null, null);
        return SentenceTransformersConfiguration.reader()
                .read(new LocalPackage(manifest, directory));
    }

    private void write(String path, String text) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void withoutFilesVectorsAreMeansAndNotNormalised() throws Exception {
        assertThat(read(Map.of())).isEqualTo(new EmbeddingConfig(512, Pooling.MEAN, false));
    }

    @Test
    void theFilesDecidePoolingNormAndLongestInput() throws Exception {
        assertThat(
                        read(
                                Map.of(
                                        "modules.json",
                                        NORMALIZED,
                                        "1_Pooling/config.json",
                                        "{\"pooling_mode_cls_token\":true,"
                                                + "\"pooling_mode_mean_tokens\":false}",
                                        "sentence_bert_config.json",
                                        "{\"max_seq_length\":256}",
                                        "tokenizer_config.json",
                                        "{\"model_max_length\":512}")))
                .isEqualTo(new EmbeddingConfig(256, Pooling.CLS, true));
        assertThat(
                        read(
                                Map.of(
                                        "1_Pooling/config.json", "{\"pooling_mode\":\"max\"}",
                                        "tokenizer_config.json", "{\"model_max_length\":1e30}",
                                        "config.json", "{\"max_position_embeddings\":77}")))
                .isEqualTo(new EmbeddingConfig(77, Pooling.MAX, false));
    }

    @Test
    void whatIsNotBuiltIsSaid() {
        assertThatThrownBy(() ->
                        read(Map.of("1_Pooling/config.json", "{\"pooling_mode_lasttoken\":true}")))
                .isInstanceOf(UnsupportedTaskException.class);
        assertThatThrownBy(() ->
                        read(
                                Map.of(
                                        "modules.json",
                                        "[{\"type\":\"sentence_transformers.models.Dense\"}]")))
                .hasMessageContaining("Dense");
        assertThatThrownBy(() -> read(Map.of("modules.json", "{")))
                .hasMessageContaining("modules.json cannot be read");
    }

    @Test
    void poolingUsesRealTokensOnly() {
        float[] data = {1, 2, 3, 8, 100, 100};
        assertThat(PooledVector.of(Pooling.MEAN, data, 2, 2)).containsExactly(2, 5);
        assertThat(PooledVector.of(Pooling.MAX, data, 2, 2)).containsExactly(3, 8);
        assertThat(PooledVector.of(Pooling.CLS, data, 2, 2)).containsExactly(1, 2);
        float[] vector = {3, 4};
        PooledVector.normalize(vector);
        assertThat(vector).containsExactly(0.6f, 0.8f);
        float[] zero = {0, 0};
        PooledVector.normalize(zero);
        assertThat(zero).containsExactly(0, 0);
    }
}
