package dev.slipway.store.layout.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.store.layout.PackageDeclaration;
import dev.slipway.store.refusal.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class YamlDeclarationReaderTest {
    private static PackageDeclaration read(String yaml) throws RefusedException {
        return new YamlDeclarationReader().read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void taskAndBatchSizeAreRead() throws RefusedException {
        assertThat(read("task: text-classification\nmax_batch_size: 32\n"))
                .isEqualTo(new PackageDeclaration("text-classification", 32, null));
        assertThat(read("model_file: onnx/model_O4.onnx").modelFile())
                .isEqualTo("onnx/model_O4.onnx");
        assertThat(read("# nothing\n")).isEqualTo(PackageDeclaration.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tasks: x",
                "task: [a]",
                "task: Feature Extraction",
                "max_batch_size: 0",
                "max_batch_size: 65537",
                "max_batch_size: many",
                "max_batch_size: 99999999999999",
                "- a\n- b",
                "just text",
                "task: a\ntask: b",
                "task: !!java.net.URL [\"http://localhost\"]",
                "a: &a [x, x]\nb: [*a, *a]",
                "task: {{{{",
                "--- \ntask: a\n---\ntask: b",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
            })
    void whatItMustNotSayIsRefused(String yaml) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("slipway.yaml: ")
                .message()
                .doesNotContain("java", "snakeyaml");
    }

    @Test
    void thePublishedSchemaHasTheSameKeysAndBounds() throws IOException {
        JsonNode schema =
                new JsonMapper().readTree(Files.readString(Path.of("../docs/slipway.schema.json")));
        JsonNode keys = schema.get("properties");
        assertThat(keys.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrderElementsOf(YamlDeclarationReader.KEYS);
        assertThat(schema.get("additionalProperties").asBoolean()).isFalse();
        assertThat(keys.at("/max_batch_size/maximum").asInt())
                .isEqualTo(PackageDeclaration.MAX_BATCH_SIZE);
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        assertThatThrownBy(() -> new YamlDeclarationReader().read(new byte[] {(byte) 0xc3, 0x28}))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void aBatchSizeNeedsAVariableFirstDimensionEverywhere() throws RefusedException {
        TensorSpec varies = new TensorSpec("x", "FP32", List.of(-1L, 2L), Arrays.asList("n", null));
        TensorSpec fixed = new TensorSpec("y", "FP32", List.of(1L, 2L), Arrays.asList(null, null));
        PackageDeclaration eight = new PackageDeclaration(null, 8, null);
        eight.requireFits(new ModelSignature(List.of(varies), List.of(varies)));
        assertThatThrownBy(() ->
                        eight.requireFits(new ModelSignature(List.of(varies), List.of(fixed))))
                .hasMessageContaining("output 'y'");
        new PackageDeclaration(null, 1, null)
                .requireFits(new ModelSignature(List.of(fixed), List.of(fixed)));
    }
}
