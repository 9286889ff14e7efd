package dev.slipway.store.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.store.refusal.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    private static String model(String... paths) throws RefusedException {
        return ModelChoice.of(of(paths), null).path().value();
    }

    private static PackageFile file(PackageContents contents, String path) {
        return contents.find(path).orElseThrow();
    }

    @Test
    void theModelIsTheDeclaredElseTheUsualNameElseTheOnlyOne() throws RefusedException {
        assertThat(ModelChoice.of(of("model.onnx", "b.onnx"), "b.onnx").path().value())
                .isEqualTo("b.onnx");
        assertThat(model("a.onnx", "model.onnx", "onnx/model.onnx")).isEqualTo("model.onnx");
        assertThat(model("onnx/model_O4.onnx", "onnx/model.onnx")).isEqualTo("onnx/model.onnx");
        assertThat(model("deep/down/a.ONNX", "b.json")).isEqualTo("deep/down/a.ONNX");
        assertThatThrownBy(() -> model("onnx/a.onnx", "onnx/b.onnx"))
                .hasMessageContaining("none is named model.onnx: 'onnx/a.onnx', 'onnx/b.onnx'")
                .hasMessageContaining("model_file: onnx/a.onnx");
        assertThatThrownBy(() -> ModelChoice.of(of("a.onnx"), "b.onnx"))
                .hasMessageContaining("'b.onnx' is not in the package, which holds 'a.onnx'");
    }

    @Test
    void otherGraphsAndTheirWeightsAreNotOfTheVersionUnlessTheModelNeedsThem()
            throws RefusedException {
        PackageContents contents =
                of(
                        "onnx/model.onnx",
                        "onnx/model.onnx_data",
                        "onnx/model_fp16.onnx",
                        "onnx/model_fp16.onnx_data",
                        "onnx/model_O4.onnx.data",
                        "tokenizer.json");
        PackageFile model = ModelChoice.of(contents, null);
        assertThat(ModelChoice.others(contents, model, Set.of()))
                .extracting(file -> file.path().value())
                .containsExactly("onnx/model_fp16.onnx", "onnx/model_fp16.onnx_data");
        assertThat(
                        ModelChoice.others(
                                contents,
                                model,
                                Set.of(new PackagePath("onnx/model_fp16.onnx_data"))))
                .extracting(file -> file.path().value())
                .containsExactly("onnx/model_fp16.onnx");
    }

    @Test
    void theTaskComesFromTheFilesThatPeopleHave() throws RefusedException {
        Optional<ModelConfig> none = Optional.empty();
        assertThat(TaskEvidence.task(of("modules.json", "tokenizer.json"), none))
                .contains("feature-extraction");
        assertThat(TaskEvidence.task(of("1_Pooling/config.json", "tokenizer.json"), none))
                .contains("feature-extraction");
        assertThat(TaskEvidence.task(of("1_Pooling/config.json"), none)).isEmpty();
        assertThat(TaskEvidence.task(of("tokenizer.json"), none)).isEmpty();
        PackageContents tokenizer = of("tokenizer.json");
        assertThat(TaskEvidence.task(tokenizer, config("BertForSequenceClassification", 1)))
                .contains("text-ranking");
        assertThat(TaskEvidence.task(tokenizer, config("BertForSequenceClassification", 3)))
                .contains("text-classification");
        assertThat(TaskEvidence.task(tokenizer, config("BertModel", 2))).isEmpty();
        assertThat(TaskEvidence.task(of("x"), config("BertForSequenceClassification", 1)))
                .isEmpty();
    }

    private static Optional<ModelConfig> config(String architecture, int labels) {
        return Optional.of(new ModelConfig(List.of(architecture), labels));
    }

    @Test
    void externalDataLiesBesideTheModel() throws RefusedException {
        PackageContents contents = of("onnx/model.onnx", "onnx/w.bin", "onnx/sub/v.bin");
        PackageFile model = file(contents, "onnx/model.onnx");
        assertThat(
                        ExternalWeights.require(
                                contents,
                                model,
                                Map.of("w.bin", 100L, "./w.bin", 1L, "sub/v.bin", 0L)))
                .hasSize(2);
        for (String outside :
                List.of("../w.bin", "/w.bin", "", "a/../../w.bin", "C:\\w", "*/_ORT_MEM_ADDR_/*")) {
            assertThatThrownBy(() -> ExternalWeights.require(contents, model, Map.of(outside, 1L)))
                    .hasMessageContaining("below its own folder");
        }
        assertThatThrownBy(
                        () -> ExternalWeights.require(contents, model, Map.of("w.bin", 3L << 32)))
                .hasMessageContaining("reads 12884901888 of it");
        contents.ignore(new PackagePath("onnx/model.safetensors"));
        assertThatThrownBy(() ->
                        ExternalWeights.require(contents, model, Map.of("model.safetensors", 1L)))
                .hasMessageContaining("left out");
    }

    @Test
    void oneCommonFolderGoesAndOnlyOne() throws RefusedException {
        PackageContents contents = of("m/onnx/model.onnx", "m/a.json");
        contents.ignore(new PackagePath("m/w.h5"));
        PackageContents inner = contents.withoutCommonFolder();
        assertThat(inner.files())
                .extracting(file -> file.path().value())
                .containsExactly("onnx/model.onnx", "a.json");
        assertThat(inner.ignored()).containsExactly(new PackagePath("w.h5"));
        assertThat(of("m/n/model.onnx").withoutCommonFolder().has("n/model.onnx")).isTrue();
        PackageContents two = of("m/model.onnx", "n/a.json");
        assertThat(two.withoutCommonFolder()).isSameAs(two);
        PackageContents flat = of("model.onnx", "m/a.json");
        assertThat(flat.withoutCommonFolder()).isSameAs(flat);
    }

    @Test
    void namesThatOneSystemCannotTellApartAreRefused() {
        assertThatThrownBy(() -> of("caf\u00e9.json", "cafe\u0301.json"))
                .hasMessageContaining("lower case");
        assertThatThrownBy(() -> of("a", "A/b")).hasMessageContaining("file and a folder");
        assertThatThrownBy(() -> of("x/a", "X/b")).hasMessageContaining("folders 'x' and 'X'");
    }

    @Test
    void weightsOfOtherFrameworksAreIgnoredAndGraphsNever() {
        for (String ignored :
                List.of(
                        "pytorch_model.bin",
                        "pytorch_model-00001-of-00002.bin",
                        "model.safetensors",
                        "tf_model.h5",
                        "flax_model.msgpack",
                        "rust_model.ot",
                        "openvino/openvino_model.xml",
                        "openvino_model.bin",
                        "training_args.bin")) {
            assertThat(IgnoredFiles.hold(new PackagePath(ignored))).as(ignored).isTrue();
        }
        for (String kept :
                List.of(
                        "model.onnx",
                        "pytorch_model.onnx",
                        "onnx/model.onnx_data",
                        "weights.bin",
                        "config.json",
                        "sentencepiece.bpe.model")) {
            assertThat(IgnoredFiles.hold(new PackagePath(kept))).as(kept).isFalse();
        }
        assertThat(new PackagePath(".gitattributes").isHidden()).isTrue();
        assertThat(new PackagePath("a/.cache/x").isHidden()).isTrue();
        assertThat(new PackagePath("__MACOSX/a").isHidden()).isTrue();
        assertThat(new PackagePath("a.b/c.d").isHidden()).isFalse();
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
