package dev.slipway.inference.dialect.oip;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import java.util.List;

/**
 * What a version is, in the words of Triton's extension for model configurations.
 *
 * @param maxBatchSize rows that may share a run; 0 where requests run one at a time
 */
public record ModelConfiguration(
        String model, int maxBatchSize, List<Described> inputs, List<Described> outputs) {
    /** What runs every version. */
    public static final String BACKEND = "onnxruntime";

    /**
     * One input or output.
     *
     * @param dataType Triton's word, such as {@code TYPE_FP32}
     * @param dims without the batch's where requests share runs; -1 where it varies
     */
    public record Described(String name, String dataType, List<Long> dims) {
        private static Described of(TensorSpec spec, boolean batched) {
            List<Long> shape = spec.shape();
            return new Described(
                    spec.name(),
                    "TYPE_" + (spec.datatype().equals("BYTES") ? "STRING" : spec.datatype()),
                    batched && !shape.isEmpty() ? shape.subList(1, shape.size()) : shape);
        }
    }

    public static ModelConfiguration of(String model, ModelSignature signature, int maxBatchSize) {
        return new ModelConfiguration(
                model,
                maxBatchSize,
                tensors(signature.inputs(), maxBatchSize > 0),
                tensors(signature.outputs(), maxBatchSize > 0));
    }

    private static List<Described> tensors(List<TensorSpec> specs, boolean batched) {
        return specs.stream().map(spec -> Described.of(spec, batched)).toList();
    }

    public boolean batches() {
        return maxBatchSize > 0;
    }
}
