package dev.slipway.store.upload;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.store.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;

/** Tells whoever uploads a model why its requests cannot be merged. */
final class BatchWarnings {
    private BatchWarnings() {}

    static List<String> of(ModelSignature signature) {
        List<String> warnings = new ArrayList<>();
        add(warnings, "input", signature.inputs());
        add(warnings, "output", signature.outputs());
        return List.copyOf(warnings);
    }

    private static void add(List<String> warnings, String role, List<TensorSpec> specs) {
        for (TensorSpec spec : specs) {
            if (spec.shape().isEmpty() || spec.shape().getFirst() >= 0) {
                String name = Refusal.shown(spec.name());
                warnings.add(
                        role
                                + " '"
                                + name
                                + "' has "
                                + (spec.shape().isEmpty()
                                        ? "no dimensions"
                                        : "a fixed first dimension of " + spec.shape().getFirst())
                                + ", so the model is served unbatched, one request at a time;"
                                + " re-export it with dynamic_axes={'"
                                + name
                                + "': {0: 'batch'}} to have requests merged");
            }
        }
    }
}
