package dev.slipway.local.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    @TempDir Path folder = Path.of("unset");

    @Test
    void oneFileIsAModelOfItsName() throws IOException {
        Path file = Files.write(folder.resolve("My Ranker v2.onnx"), new byte[] {1, 2});
        ModelFolder model = ModelFolder.of(file);
        assertThat(model.name()).isEqualTo("my-ranker-v2");
        assertThat(model.files()).extracting(ModelFile::path).containsExactly("model.onnx");
        assertThat(model.files().getFirst().size()).isEqualTo(2);
    }

    @Test
    void aFolderIsUploadedWithThePathsInsideItAndWithoutHiddenFiles() throws IOException {
        Files.createDirectories(folder.resolve("minilm/1_Pooling"));
        Files.write(folder.resolve("minilm/model.onnx"), new byte[] {1});
        Files.writeString(folder.resolve("minilm/1_Pooling/config.json"), "{}");
        Files.writeString(folder.resolve("minilm/.gitattributes"), "x");
        Files.createDirectories(folder.resolve("minilm/.git"));
        Files.writeString(folder.resolve("minilm/.git/HEAD"), "x");
        ModelFolder model = ModelFolder.of(folder.resolve("minilm"));
        assertThat(model.name()).isEqualTo("minilm");
        assertThat(model.files())
                .extracting(ModelFile::path)
                .containsExactly("1_Pooling/config.json", "model.onnx");
    }

    @Test
    void whatIsNoPackageIsRefusedWithWhatToDo() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "x");
        Path zip = Files.writeString(folder.resolve("model.zip"), "x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFolder.of(zip))
                .withMessageContaining("archives are not supported yet; unpack model.zip");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFolder.of(text))
                .withMessageContaining("not an .onnx file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFolder.of(folder))
                .withMessageContaining("holds no .onnx file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFolder.of(folder.resolve("absent")))
                .withMessageContaining("there is no file or folder");
    }

    @Test
    void everyNameBecomesOneThatThePlatformAccepts() {
        for (String text : new String[] {"_x", "ÄÖ", "org/Model", "a".repeat(99), "...", ""}) {
            assertThat(ModelFolder.modelName(text)).matches("[a-z0-9][a-z0-9._-]{0,62}");
        }
    }

    @Test
    void theBundledModelIsComplete() throws IOException {
        ModelFolder model = MiniLm.model();
        assertThat(model.files())
                .extracting(ModelFile::path)
                .containsExactly(
                        "model.onnx",
                        "tokenizer.json",
                        "modules.json",
                        "1_Pooling/config.json",
                        "slipway.yaml");
        for (ModelFile file : model.files()) {
            try (InputStream content = file.content().open()) {
                long size = content.skip(Long.MAX_VALUE);
                assertThat(size + content.readAllBytes().length)
                        .as(file.path())
                        .isEqualTo(file.size());
            }
        }
    }
}
