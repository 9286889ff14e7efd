package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.store.ArchiveBytes.Writing;
import dev.slipway.store.StoreClient.Answer;
import dev.slipway.store.StoreClient.Parts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One part that is an archive is the same package as its files sent one by one. */
class ArchiveUploadTest {
    private static final byte[] MODEL = OnnxBytes.adder(71, 72);

    private final StorePlatform platform = StorePlatform.shared();
    private final StoreClient client = platform.client();

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, byte[]> folder() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("minilm/.gitattributes", text("*.bin filter=lfs"));
        files.put("minilm/onnx/model.onnx", MODEL);
        files.put("minilm/onnx/model_O4.onnx", OnnxBytes.adder(73, 74));
        files.put("minilm/tokenizer.json", text("{}"));
        files.put("minilm/1_Pooling/config.json", text("{\"pooling_mode_mean_tokens\":true}"));
        files.put("minilm/pytorch_model.bin", text("PK\u0003\u0004 weights"));
        files.put("minilm/model.safetensors", text("weights"));
        files.put("__MACOSX/minilm/._model.onnx", text("mac"));
        files.put("minilm/.DS_Store", text("mac"));
        return files;
    }

    private static byte[] zip(Map<String, byte[]> files) {
        Writing<ZipOutputStream> all =
                zip -> {
                    for (Map.Entry<String, byte[]> file : files.entrySet()) {
                        ArchiveBytes.add(zip, file.getKey(), file.getValue());
                    }
                };
        return ArchiveBytes.zip(all);
    }

    private static byte[] tar(Map<String, byte[]> files) {
        Writing<TarArchiveOutputStream> all =
                tar -> {
                    for (Map.Entry<String, byte[]> file : files.entrySet()) {
                        ArchiveBytes.add(tar, file.getKey(), file.getValue());
                    }
                };
        return ArchiveBytes.tar(all);
    }

    private JsonNode accepted(Parts parts) throws Exception {
        Answer answer = client.upload("archived", parts);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asString()));
        return texts;
    }

    private static List<String> paths(JsonNode version) {
        List<String> paths = new ArrayList<>();
        version.path("files").forEach(file -> paths.add(file.path("path").asString()));
        return paths;
    }

    @Test
    void everyFormOfAFolderAsPeopleHaveItIsTheSamePackage() throws Exception {
        byte[] tar = tar(folder());
        Map<String, byte[]> forms = new LinkedHashMap<>();
        forms.put("minilm.zip", zip(folder()));
        forms.put("minilm.tar", tar);
        forms.put("minilm.tgz", ArchiveBytes.gzip(tar));
        forms.put("upload", ArchiveBytes.gzip(tar));
        JsonNode first =
                accepted(StoreClient.parts().file("minilm.tar.gz", ArchiveBytes.gzip(tar)));
        assertThat(first.path("model_file").asString()).isEqualTo("onnx/model.onnx");
        assertThat(first.path("task").asString()).isEqualTo("feature-extraction");
        assertThat(paths(first))
                .containsExactly("1_Pooling/config.json", "onnx/model.onnx", "tokenizer.json");
        assertThat(texts(first.path("ignored")))
                .containsExactly("model.safetensors", "onnx/model_O4.onnx", "pytorch_model.bin");
        platform.sweep();
        StorePlatform.Kept before = platform.kept();
        for (Map.Entry<String, byte[]> form : forms.entrySet()) {
            JsonNode version = accepted(StoreClient.parts().file(form.getKey(), form.getValue()));
            assertThat(version.path("manifest_sha256")).isEqualTo(first.path("manifest_sha256"));
            assertThat(version.path("ignored")).isEqualTo(first.path("ignored"));
        }
        platform.sweep();
        StorePlatform.Kept after = platform.kept();
        assertThat(after.objects()).isEqualTo(before.objects());
        assertThat(after.artefacts()).isEqualTo(before.artefacts());
        assertThat(after.files()).as("no archive stays").isEqualTo(before.files());
    }

    @Test
    void largeWeightsOfAZipComeBackWhole() throws Exception {
        byte[] weights = new byte[12 << 20];
        new Random(3).nextBytes(weights);
        byte[] model =
                OnnxBytes.model(
                                OnnxBytes.adderGraph(
                                        OnnxBytes.externalTensor("w", "model.onnx.data", 4096, 8)))
                        .toBytes();
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("model.onnx.data", weights);
        files.put("model.onnx", model);
        accepted(StoreClient.parts().file("large.zip", zip(files)));
        String digest = UploadTest.sha256(weights);
        assertThat(client.internal("/internal/v1/artefacts/" + digest).body()).isEqualTo(weights);
    }

    @Test
    void anArchiveInsideIsAFileLikeAnother() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("model.onnx", MODEL);
        files.put("more.zip", ArchiveBytes.zipOf("../x", new byte[1]));
        assertThat(paths(accepted(StoreClient.parts().file("a.tar", tar(files)))))
                .containsExactly("model.onnx", "more.zip");
    }

    @Test
    void filesInTwoFoldersStayWhereTheyAre() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("onnx/model.onnx", MODEL);
        files.put("1_Pooling/config.json", text("{}"));
        JsonNode version = accepted(StoreClient.parts().file("a.zip", zip(files)));
        assertThat(version.path("model_file").asString()).isEqualTo("onnx/model.onnx");
        assertThat(version.path("task").isNull()).isTrue();
    }
}
