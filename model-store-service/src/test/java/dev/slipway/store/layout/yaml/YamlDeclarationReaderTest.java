package dev.slipway.store.layout.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.version.CardUse;
import dev.slipway.contract.version.FixedBatching;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.ProcessorUse;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.store.layout.DeclaredBatching;
import dev.slipway.store.layout.DeclaredCard;
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
                .isEqualTo(
                        new PackageDeclaration("text-classification", 32, null, null, null, null));
        assertThat(read("model_file: onnx/model_O4.onnx").modelFile())
                .isEqualTo("onnx/model_O4.onnx");
        assertThat(read("# nothing\n")).isEqualTo(PackageDeclaration.NONE);
    }

    @Test
    void fixedBatchSettingsAreRead() throws RefusedException {
        String both =
                """
                max_batch_size: 8
                max_queue_delay_microseconds: 500
                preferred_batch_sizes: [8, 4]
                """;
        assertThat(read(both).fixedBatching()).isEqualTo(new FixedBatching(500, List.of(4, 8)));
        assertThat(read("max_batch_size: 8\npreferred_batch_sizes:\n- 4\n").fixedBatching())
                .isEqualTo(new FixedBatching(0, List.of(4)));
        assertThat(read("max_batch_size: 8\nmax_queue_delay_microseconds: 0\n").fixedBatching())
                .isEqualTo(new FixedBatching(0, List.of()));
        assertThat(read("max_batch_size: 8\nmax_queue_delay_microseconds:\n").fixedBatching())
                .isNull();
    }

    @Test
    void fixedBatchSettingsThatMeanNothingAreRefusedWithTheReason() {
        refused("max_queue_delay_microseconds: 5", "without a max_batch_size of at least 2");
        refused(
                "max_batch_size: 1\npreferred_batch_sizes: [1]",
                "preferred_batch_sizes means nothing without");
        refused("max_batch_size: 8\npreferred_batch_sizes: [4, 9]", "which is 8; 9 is not");
        refused("max_batch_size: 8\npreferred_batch_sizes: [4, 4]", "must differ");
        refused(
                "max_batch_size: 8\nmax_queue_delay_microseconds: 1000001",
                "a whole number from 0 to 1000000");
    }

    @Test
    void theUseOfProcessorsIsRead() throws RefusedException {
        assertThat(read("intra_op_threads: 2\nparallel_runs: 4\n").processorUse())
                .isEqualTo(new ProcessorUse(2, 4));
        assertThat(read("parallel_runs: 1\n").processorUse()).isEqualTo(new ProcessorUse(null, 1));
        assertThat(read("task: a\n").processorUse()).isNull();
        refused("intra_op_threads: 0", "intra_op_threads must be a whole number from 1 to 1024");
        refused("parallel_runs: 1025", "parallel_runs must be a whole number from 1 to 1024");
        refused("parallel_runs: all", "parallel_runs must be a whole number");
    }

    @Test
    void whatAVersionWantsOfACardIsRead() throws RefusedException {
        String all =
                """
                device_id: 1
                gpu_mem_limit: 8589934592
                arena_extend_strategy: kSameAsRequested
                """;
        assertThat(read(all).cardUse()).isEqualTo(new CardUse(1, 8L << 30, "kSameAsRequested"));
        assertThat(read("gpu_mem_limit: 1048576\n").cardUse())
                .isEqualTo(new CardUse(null, 1L << 20, null));
        assertThat(read("device_id:\n").cardUse()).isNull();
        assertThat(read("task: a\n").cardUse()).isNull();
    }

    @Test
    void whatNoCardCanGiveIsRefusedWithTheReason() {
        refused("device_id: -1", "device_id must be a whole number from 0 to 63");
        refused("device_id: 64", "device_id must be a whole number from 0 to 63");
        refused("device_id: first", "device_id must be a whole number");
        String bounds = "gpu_mem_limit must be a number of bytes from 1048576 to 1099511627776";
        refused("gpu_mem_limit: 1048575", bounds);
        refused("gpu_mem_limit: 1099511627777", bounds);
        refused("gpu_mem_limit: 8G", "gpu_mem_limit must be a whole number of bytes");
        refused("gpu_mem_limit: 99999999999999999999", "must be a whole number of bytes");
        refused(
                "arena_extend_strategy: kDouble",
                "arena_extend_strategy must be kNextPowerOfTwo or kSameAsRequested");
        refused("arena_extend_strategy: 1", "arena_extend_strategy must be a word");
    }

    private static void refused(String yaml, String says) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("slipway.yaml: ")
                .hasMessageContaining(says);
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
                "max_batch_size: 8\nmax_queue_delay_microseconds: -1",
                "max_batch_size: 8\nmax_queue_delay_microseconds: 0.5",
                "max_batch_size: 8\nmax_queue_delay_microseconds: 5ms",
                "max_batch_size: 8\npreferred_batch_sizes: 4",
                "max_batch_size: 8\npreferred_batch_sizes: []",
                "max_batch_size: 8\npreferred_batch_sizes: [0]",
                "max_batch_size: 8\npreferred_batch_sizes: [four]",
                "max_batch_size: 8\npreferred_batch_sizes: [null]",
                "max_batch_size: 32\npreferred_batch_sizes:"
                        + " [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]",
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
        assertThat(keys.at("/intra_op_threads/maximum").asInt())
                .isEqualTo(PackageDeclaration.MOST_THREADS);
        assertThat(keys.at("/parallel_runs/maximum").asInt())
                .isEqualTo(PackageDeclaration.MOST_THREADS);
        assertThat(keys.at("/device_id/maximum").asInt()).isEqualTo(DeclaredCard.HIGHEST_DEVICE);
        assertThat(keys.at("/gpu_mem_limit/minimum").asLong()).isEqualTo(DeclaredCard.LEAST_BYTES);
        assertThat(keys.at("/gpu_mem_limit/maximum").asLong()).isEqualTo(DeclaredCard.MOST_BYTES);
        assertThat(
                        keys.at("/arena_extend_strategy/enum")
                                .valueStream()
                                .filter(JsonNode::isString)
                                .map(JsonNode::asString))
                .containsExactlyElementsOf(DeclaredCard.STRATEGIES);
        assertThat(keys.at("/max_queue_delay_microseconds/maximum").asInt())
                .isEqualTo(DeclaredBatching.MAX_QUEUE_DELAY_MICROSECONDS);
        assertThat(keys.at("/preferred_batch_sizes/items/maximum").asInt())
                .isEqualTo(PackageDeclaration.MAX_BATCH_SIZE);
        assertThat(keys.at("/preferred_batch_sizes/maxItems").asInt())
                .isEqualTo(DeclaredBatching.MOST_PREFERRED);
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
        PackageDeclaration eight = new PackageDeclaration(null, 8, null, null, null, null);
        eight.requireFits(new ModelSignature(List.of(varies), List.of(varies)));
        assertThatThrownBy(() ->
                        eight.requireFits(new ModelSignature(List.of(varies), List.of(fixed))))
                .hasMessageContaining("output 'y'");
        new PackageDeclaration(null, 1, null, null, null, null)
                .requireFits(new ModelSignature(List.of(fixed), List.of(fixed)));
    }
}
