package dev.slipway.inference.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.dialect.oip.ModelConfiguration;
import dev.slipway.inference.tensor.DataType;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelConfigurationTest {
    private static ModelConfiguration of(String datatype, List<Long> shape, int maxBatchSize) {
        TensorSpec spec = new TensorSpec("x", datatype, shape, List.of());
        return ModelConfiguration.of(
                "m", new ModelSignature(List.of(spec), List.of(spec)), maxBatchSize);
    }

    @Test
    void eachTypeOfTheProtocolIsOneOfTritons() {
        for (DataType type : DataType.values()) {
            String word = of(type.name(), List.of(1L), 0).inputs().getFirst().dataType();
            assertThat(dev.slipway.contract.openinference.DataType.valueOf(word).getNumber())
                    .as(word)
                    .isPositive();
        }
        assertThat(of("BYTES", List.of(), 0).inputs().getFirst().dataType())
                .isEqualTo("TYPE_STRING");
    }

    @Test
    void theBatchIsADimensionWhereNothingIsMerged() {
        assertThat(of("FP32", List.of(-1L, 3L), 0).outputs().getFirst().dims())
                .containsExactly(-1L, 3L);
        assertThat(of("FP32", List.of(-1L, 3L), 4).outputs().getFirst().dims()).containsExactly(3L);
        assertThat(of("FP32", List.of(), 4).outputs().getFirst().dims()).isEmpty();
    }
}
