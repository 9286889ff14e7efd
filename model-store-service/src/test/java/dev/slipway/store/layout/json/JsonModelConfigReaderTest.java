package dev.slipway.store.layout.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.store.layout.ModelConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonModelConfigReaderTest {
    private static Optional<ModelConfig> read(String json) {
        return new JsonModelConfigReader().read(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void architecturesAndLabelsAreRead() {
        assertThat(read("{\"architectures\":[\"A\"],\"id2label\":{\"0\":\"x\"}}"))
                .contains(new ModelConfig(List.of("A"), 1));
        assertThat(read("{\"architectures\":[\"A\",\"B\"],\"num_labels\":5}"))
                .contains(new ModelConfig(List.of("A", "B"), 5));
        assertThat(read("{}")).contains(new ModelConfig(List.of(), 2));
    }

    @Test
    void whatIsNoSuchFileTellsNothing() {
        assertThat(read("")).isEmpty();
        assertThat(read("[1]")).isEmpty();
        assertThat(read("{\"architectures\":")).isEmpty();
        assertThat(read("[".repeat(2000))).isEmpty();
        assertThat(read("{\"architectures\":7,\"id2label\":\"x\",\"num_labels\":\"y\"}"))
                .contains(new ModelConfig(List.of(), 2));
    }
}
