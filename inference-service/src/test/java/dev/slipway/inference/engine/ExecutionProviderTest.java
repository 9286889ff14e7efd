package dev.slipway.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.version.CardUse;
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

    @Test
    void whatAVersionWantsTakesThePlaceOfTheReplicasOwnOptionsOfThoseNames() {
        ExecutionProvider cuda =
                new ExecutionProvider(
                        Kind.CUDA,
                        Map.of("device_id", "1", "gpu_mem_limit", "4096", "use_tf32", "0"));
        assertThat(cuda.forVersion(null)).isEqualTo(cuda);
        assertThat(cuda.forVersion(new CardUse(0, null, "kSameAsRequested")).options())
                .containsOnly(
                        Map.entry("device_id", "0"),
                        Map.entry("gpu_mem_limit", "4096"),
                        Map.entry("use_tf32", "0"),
                        Map.entry("arena_extend_strategy", "kSameAsRequested"));
        assertThat(cuda.forVersion(new CardUse(null, 8192L, null)).options())
                .containsEntry("device_id", "1")
                .containsEntry("gpu_mem_limit", "8192");
    }

    @Test
    void tensorRtHasTheCardAloneAndTheProcessorNothingOfIt() {
        CardUse all = new CardUse(2, 8192L, "kSameAsRequested");
        assertThat(new ExecutionProvider(Kind.TENSORRT, Map.of()).forVersion(all).options())
                .isEqualTo(Map.of("device_id", "2"));
        ExecutionProvider cpu = new ExecutionProvider(Kind.CPU, Map.of());
        assertThat(cpu.forVersion(all)).isEqualTo(cpu);
    }

    private static void refused(String list, String sentence) {
        assertThatThrownBy(() -> ExecutionProvider.listOf(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }
}
