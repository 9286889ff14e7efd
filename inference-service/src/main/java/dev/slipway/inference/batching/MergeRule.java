package dev.slipway.inference.batching;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When requests may share a run: only where the package declares a batch size and every input and
 * output has the same symbolic first dimension.
 *
 * @param maxRows rows of one run; 1 when nothing is merged
 * @param reason one sentence: why it merges or why not
 */
public record MergeRule(int maxRows, String reason) {
    public static MergeRule of(Manifest manifest) {
        Integer declared = manifest.maxBatchSize();
        if (declared == null || declared < 2) {
            return new MergeRule(1, "the package declares no batch size");
        }
        String shared = null;
        for (TensorSpec spec : manifest.signature().inputs()) {
            String name = batchDimension(spec);
            if (name == null || (shared != null && !shared.equals(name))) {
                return new MergeRule(
                        1, "input '" + spec.name() + "' has no shared first dimension");
            }
            shared = name;
        }
        for (TensorSpec spec : manifest.signature().outputs()) {
            if (shared == null || !shared.equals(batchDimension(spec))) {
                return new MergeRule(
                        1, "output '" + spec.name() + "' has no shared first dimension");
            }
        }
        return new MergeRule(declared, "rows share the first dimension '" + shared + "'");
    }

    private static @Nullable String batchDimension(TensorSpec spec) {
        boolean varies = !spec.shape().isEmpty() && spec.shape().getFirst() < 0;
        List<@Nullable String> names = spec.dimNames();
        return varies && !names.isEmpty() ? names.getFirst() : null;
    }

    boolean mergesAnything() {
        return maxRows > 1;
    }

    /**
     * Whether the second may run in the same run as the first, bounds aside. Large inputs run
     * alone: to copy them into one costs more than it saves.
     */
    boolean mayJoin(EngineRequest first, EngineRequest second) {
        if (!first.outputs().equals(second.outputs())) {
            return false;
        }
        for (Map.Entry<String, Tensor> input : first.inputs().entrySet()) {
            Tensor other = second.inputs().get(input.getKey());
            if (other == null
                    || other.isOutsideHeap()
                    || input.getValue().isOutsideHeap()
                    || !input.getValue().hasSameRowsAs(other)) {
                return false;
            }
        }
        return true;
    }

    static int rows(EngineRequest request) {
        return request.inputs().values().iterator().next().rows();
    }
}
