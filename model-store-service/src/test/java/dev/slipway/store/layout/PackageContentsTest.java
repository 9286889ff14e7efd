package dev.slipway.store.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.store.refusal.RefusedException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PackageContentsTest {
    private static PackageContents of(String... paths) throws RefusedException {
        PackageContents contents = new PackageContents();
        for (String path : paths) {
            contents.announce(PackagePath.of(path));
            contents.add(new PackageFile(PackagePath.of(path), 100, "ab", "key"));
        }
        return contents;
    }

    @Test
    void theModelIsTheUsualNameElseTheOnlyOne() throws RefusedException {
        assertThat(of("a.onnx", "model.onnx", "onnx/model.onnx").model().path().value())
                .isEqualTo("model.onnx");
        assertThat(of("a.onnx", "onnx/model.onnx").model().path().value())
                .isEqualTo("onnx/model.onnx");
        assertThat(of("deep/down/a.ONNX", "b.json").model().path().value())
                .isEqualTo("deep/down/a.ONNX");
        assertThatThrownBy(() -> of("a.onnx", "b.onnx").model())
                .hasMessageContaining("none is named model.onnx");
    }

    @Test
    void theTaskComesFromTheFilesThatUsersHave() throws RefusedException {
        assertThat(of("model.onnx", "modules.json", "tokenizer.json").inferredTask())
                .contains("feature-extraction");
        assertThat(of("model.onnx", "1_Pooling/config.json", "tokenizer.json").inferredTask())
                .contains("feature-extraction");
        assertThat(of("model.onnx", "1_Pooling/config.json").inferredTask()).isEmpty();
        assertThat(of("model.onnx", "tokenizer.json").inferredTask()).isEmpty();
    }

    @Test
    void externalDataLiesBesideTheModel() throws RefusedException {
        PackageContents contents = of("onnx/model.onnx", "onnx/w.bin", "onnx/sub/v.bin");
        contents.requireExternal(
                contents.model(), Map.of("w.bin", 100L, "./w.bin", 1L, "sub/v.bin", 0L));
        for (String outside : List.of("../w.bin", "/w.bin", "", "a/../../w.bin", "C:\\w")) {
            assertThatThrownBy(
                            () -> contents.requireExternal(contents.model(), Map.of(outside, 1L)))
                    .hasMessageContaining("below its own folder");
        }
    }

    @Test
    void aFolderThatIsAFileIsRefusedInEitherOrder() {
        assertThatThrownBy(() -> of("a/b/c", "a/b")).hasMessageContaining("file and a folder");
        assertThatThrownBy(() -> of("a/b", "a/b/c")).hasMessageContaining("file and a folder");
    }

    @Test
    void aRefusedNameIsShownShortAndPrintable() {
        assertThatThrownBy(() -> PackagePath.of("a\n".repeat(400)))
                .hasMessageContaining("a?a?")
                .message()
                .hasSizeLessThan(500);
    }
}
