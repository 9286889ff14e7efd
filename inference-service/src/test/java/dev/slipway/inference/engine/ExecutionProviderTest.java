package dev.slipway.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.inference.engine.ExecutionProvider.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExecutionProviderTest {
    @Test
    void aListKeepsItsOrderAndOptions() {
        assertThat(ExecutionProvider.listOf("tensorrt, cuda:device_id=1;gpu_mem_limit=4096 ,cpu"))
                .containsExactly(
                        new ExecutionProvider(Kind.TENSORRT, Map.of()),
                        new ExecutionProvider(
                                Kind.CUDA, Map.of("device_id", "1", "gpu_mem_limit", "4096")),
                        new ExecutionProvider(Kind.CPU, Map.of()));
    }

    @Test
    void whatIsNoListIsRefusedWithWhatIsWrong() {
        refused("", "no execution provider ''");
        refused("gpu", "no execution provider 'gpu'; known are cpu, cuda and tensorrt");
        refused("cuda,cuda,cpu", "cuda is named twice");
        refused("cpu,cuda", "nothing can come after it");
        refused("cpu:threads=2", "takes no options");
        refused("cuda:device_id", "must be name=value");
        refused("cuda:device_id=0;device_id=1", "each name once");
        refused("cuda:=1", "must be name=value");
    }

    private static void refused(String list, String sentence) {
        assertThatThrownBy(() -> ExecutionProvider.listOf(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }
}
