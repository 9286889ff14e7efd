package dev.slipway.local.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    @TempDir Path folder = Path.of("unset");
    private final List<String> skipped = new ArrayList<>();

    @Test
    void oneFileIsAModelOfItsName() throws IOException {
        Path file = Files.write(folder.resolve("My Ranker v2.onnx"), new byte[] {1, 2});
        ModelFolder model = ModelFolder.of(file, skipped::add);
        assertThat(model.name()).isEqualTo("my-ranker-v2");
        assertThat(model.files()).extracting(ModelFile::path).containsExactly("model.onnx");
        assertThat(model.files().getFirst().size()).isEqualTo(2);
    }

    @Test
    void weightsBesideAFileGoWithItUnderTheNameThatTheGraphKnows() throws IOException {
        Path file = Files.write(folder.resolve("resnet.onnx"), new byte[] {1});
        Files.write(folder.resolve("resnet.onnx.data"), new byte[] {2, 3});
        Files.write(folder.resolve("other.onnx.data"), new byte[] {4});
        ModelFolder model = ModelFolder.of(file, skipped::add);
        assertThat(model.files())
                .extracting(ModelFile::path)
                .containsExactly("model.onnx", "resnet.onnx.data");
        assertThat(skipped).containsExactly("with resnet.onnx.data, which lies beside it");
    }

    @Test
    void anArchiveIsSentAsItIs() throws IOException {
        for (String end : List.of(".zip", ".tar", ".tar.gz", ".TGZ")) {
            Path file = Files.writeString(folder.resolve("My Model" + end), "x");
            ModelFolder model = ModelFolder.of(file, skipped::add);
            assertThat(model.name()).isEqualTo("my-model");
            assertThat(model.files())
                    .extracting(ModelFile::path)
                    .containsExactly("my-model" + end.toLowerCase(Locale.ROOT));
        }
        assertThat(skipped).isEmpty();
    }

    @Test
    void aFolderIsUploadedWithThePathsInsideItAndWithoutHiddenFiles() throws IOException {
        Files.createDirectories(folder.resolve("minilm/1_Pooling"));
        Files.write(folder.resolve("minilm/model.onnx"), new byte[] {1});
        Files.writeString(folder.resolve("minilm/1_Pooling/config.json"), "{}");
        Files.writeString(folder.resolve("minilm/.gitattributes"), "x");
        Files.createDirectories(folder.resolve("minilm/.git"));
        Files.writeString(folder.resolve("minilm/.git/HEAD"), "x");
        ModelFolder model = ModelFolder.of(folder.resolve("minilm"), skipped::add);
        assertThat(model.name()).isEqualTo("minilm");
        assertThat(model.files())
                .extracting(ModelFile::path)
                .containsExactly("1_Pooling/config.json", "model.onnx");
        assertThat(skipped)
                .containsExactlyInAnyOrder(
                        "skipped .git: it is hidden", "skipped .gitattributes: it is hidden");
    }

    @Test
    void aLinkIsFollowedAsLongAsItStaysInTheFolder() throws IOException {
        Path outside = Files.writeString(folder.resolve("secret"), "x");
        Path model = folder.resolve("m");
        Files.createDirectories(model.resolve("weights"));
        Files.write(model.resolve("weights/graph"), new byte[] {1, 2, 3});
        Files.createSymbolicLink(model.resolve("model.onnx"), Path.of("weights/graph"));
        Files.createSymbolicLink(model.resolve("stolen"), outside);
        Files.createSymbolicLink(model.resolve("up"), Path.of(".."));
        Files.createSymbolicLink(model.resolve("nothing"), Path.of("absent"));
        Files.createSymbolicLink(model.resolve("again"), Path.of("weights"));
        ModelFolder read = ModelFolder.of(model, skipped::add);
        assertThat(read.files())
                .extracting(ModelFile::path)
                .containsExactly("model.onnx", "weights/graph");
        assertThat(read.files().getFirst().size()).isEqualTo(3);
        String leaves = ": the link leads out of the folder; 'cp -rL' makes a copy without links";
        assertThat(skipped)
                .containsExactlyInAnyOrder(
                        "skipped stolen" + leaves,
                        "skipped up" + leaves,
                        "skipped nothing: the link leads to nothing",
                        "skipped again: the link leads to no file");
    }

    @Test
    void aFolderOfLinksAsInHuggingFacesCacheIsRefusedWithTheWayToCopyIt() throws IOException {
        Path blob = Files.write(folder.resolve("blob"), new byte[] {1});
        Path snapshot = Files.createDirectories(folder.resolve("snapshot"));
        Files.createSymbolicLink(snapshot.resolve("model.onnx"), blob);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFolder.of(snapshot, skipped::add))
                .withMessageContaining("holds no .onnx file; its links lead out of it")
                .withMessageContaining("'cp -rL " + snapshot.toRealPath() + " COPY'");
    }

    @Test
    void aFolderThatIsALinkItselfIsRead() throws IOException {
        Path model = Files.createDirectories(folder.resolve("real"));
        Files.write(model.resolve("a.onnx"), new byte[] {1});
        Path link = Files.createSymbolicLink(folder.resolve("Linked Model"), model);
        ModelFolder read = ModelFolder.of(link, skipped::add);
        assertThat(read.name()).isEqualTo("linked-model");
        assertThat(read.files()).extracting(ModelFile::path).containsExactly("a.onnx");
    }

    @Test
    void ofSeveralGraphsOneMustBeTheModel() throws IOException {
        Path model = Files.createDirectories(folder.resolve("m"));
        Files.write(model.resolve("decoder.onnx"), new byte[] {1});
        Files.write(model.resolve("encoder.onnx"), new byte[] {1});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFolder.of(model, skipped::add))
                .withMessageContaining("2 .onnx files (decoder.onnx, encoder.onnx)")
                .withMessageContaining("'./slipway deploy ")
                .withMessageContaining("name it model.onnx")
                .withMessageNotContaining("-F");
        Files.write(model.resolve("model.onnx"), new byte[] {1});
        assertThat(ModelFolder.of(model, skipped::add).files()).hasSize(3);
    }

    @Test
    void whereThePackageDeclaresItselfThePlatformChooses() throws IOException {
        Path model = Files.createDirectories(folder.resolve("m/onnx"));
        Files.write(model.resolve("model_O3.onnx"), new byte[] {1});
        Files.write(model.resolve("model_O4.onnx"), new byte[] {1});
        Files.writeString(model.resolve("slipway.yaml"), "model_file: model_O4.onnx");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFolder.of(folder.resolve("m"), skipped::add))
                .withMessageContaining("say model_file in slipway.yaml");
        Files.writeString(folder.resolve("m/slipway.yaml"), "model_file: onnx/model_O4.onnx");
        assertThat(ModelFolder.of(folder.resolve("m"), skipped::add).files())
                .extracting(ModelFile::path)
                .contains("onnx/model_O3.onnx", "onnx/model_O4.onnx", "slipway.yaml");
    }

    @Test
    void moreFilesThanAPackageMayHoldAreRefusedHiddenOnesDoNotCount() throws IOException {
        Path model = Files.createDirectories(folder.resolve("m"));
        Files.write(model.resolve("model.onnx"), new byte[] {1});
        Files.createDirectory(model.resolve(".git"));
        for (int file = 1; file < FolderFiles.MAX_FILES; file++) {
            Files.createFile(model.resolve("f" + file));
            Files.createFile(model.resolve(".git/f" + file));
        }
        assertThat(ModelFolder.of(model, skipped::add).files()).hasSize(FolderFiles.MAX_FILES);
        Files.createFile(model.resolve("one-more"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFolder.of(model, skipped::add))
                .withMessageContaining("holds more than 1,000 files");
    }

    @Test
    void whatIsNoPackageIsRefusedWithWhatToDo() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFolder.of(text, skipped::add))
                .withMessageContaining("neither an .onnx file nor an archive");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFolder.of(folder, skipped::add))
                .withMessageContaining("holds no .onnx file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFolder.of(folder.resolve("absent"), skipped::add))
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
