package dev.slipway.inference.tensor;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.refusal.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks what a request brings against what a model takes, before an engine sees any of it. */
public final class Signatures {
    /**
     * Of an input without elements, along a dimension that varies. Such an input costs nothing to
     * send, whatever rows its shape claims, but a graph may answer each of them.
     */
    private static final int MOST_OF_NOTHING = 16_384;

    private Signatures() {}

    public static Optional<TensorSpec> find(List<TensorSpec> specs, String name) {
        for (TensorSpec spec : specs) {
            if (spec.name().equals(name)) {
                return Optional.of(spec);
            }
        }
        return Optional.empty();
    }

    /** Null when datatype and shape are what the specification asks for. */
    public static @Nullable Refusal check(TensorSpec spec, DataType type, long[] shape) {
        if (!spec.datatype().equals(type.name())) {
            return Refusal.invalidInput(
                    input(spec)
                            + " has datatype "
                            + type
                            + " but the model takes "
                            + spec.datatype());
        }
        if (shape.length != spec.shape().size()) {
            return Refusal.invalidInput(
                    input(spec)
                            + " has "
                            + shape.length
                            + " dimensions but the model takes "
                            + spec.shape().size()
                            + ": "
                            + Shapes.text(spec.shape()));
        }
        for (int i = 0; i < shape.length; i++) {
            long wanted = spec.shape().get(i);
            if (wanted >= 0 && wanted != shape[i]) {
                return Refusal.invalidInput(
                        input(spec)
                                + " has shape "
                                + Shapes.text(shape)
                                + " but the model takes "
                                + Shapes.text(spec.shape())
                                + " (-1 may vary)");
            }
        }
        return claimsTooMuchOfNothing(spec, shape)
                ? Refusal.invalidInput(
                        input(spec)
                                + " has no elements, so that none of its dimensions may be more"
                                + " than "
                                + MOST_OF_NOTHING
                                + ", but its shape is "
                                + Shapes.text(shape))
                : null;
    }

    private static String input(TensorSpec spec) {
        return "input '" + spec.name() + "'";
    }

    private static boolean claimsTooMuchOfNothing(TensorSpec spec, long[] shape) {
        boolean empty = false;
        boolean large = false;
        for (int i = 0; i < shape.length; i++) {
            empty |= shape[i] == 0;
            large |= shape[i] > MOST_OF_NOTHING && spec.shape().get(i) < 0;
        }
        return empty && large;
    }

    /** Null when every input of the model is there and dimensions of one name agree. */
    public static @Nullable Refusal checkAll(ModelSignature signature, Map<String, Tensor> inputs) {
        Map<String, Long> named = new HashMap<>();
        for (TensorSpec spec : signature.inputs()) {
            Tensor tensor = inputs.get(spec.name());
            if (tensor == null) {
                return Refusal.invalidInput(
                        "input '"
                                + spec.name()
                                + "' is missing; the model takes "
                                + names(signature.inputs()));
            }
            for (int i = 0; i < tensor.rank() && i < spec.dimNames().size(); i++) {
                String name = spec.dimNames().get(i);
                long size = tensor.shape()[i];
                Long before = name == null ? null : named.putIfAbsent(name, size);
                if (before != null && before != size) {
                    return Refusal.invalidInput(
                            "dimension '"
                                    + name
                                    + "' is "
                                    + before
                                    + " in one input and "
                                    + size
                                    + " in input '"
                                    + spec.name()
                                    + "'; they must be equal");
                }
            }
        }
        return null;
    }

    /** The names, quoted, in the order of the graph. */
    public static String names(List<TensorSpec> specs) {
        StringBuilder names = new StringBuilder();
        for (TensorSpec spec : specs) {
            names.append(names.isEmpty() ? "'" : ", '").append(spec.name()).append('\'');
        }
        return names.toString();
    }
}
