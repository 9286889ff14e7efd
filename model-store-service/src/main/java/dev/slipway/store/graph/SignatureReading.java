package dev.slipway.store.graph;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.store.graph.GraphValue.ClassScores;
import dev.slipway.store.graph.GraphValue.Dim;
import dev.slipway.store.graph.GraphValue.OtherType;
import dev.slipway.store.graph.GraphValue.TensorType;
import dev.slipway.store.graph.GraphValue.UnknownType;
import dev.slipway.store.refusal.RefusedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a signature of what a graph takes and gives, and refuses what no request can carry. */
final class SignatureReading {
    private static final int MAX_VALUES = 1_000;

    private final String path;
    private final ModelGraph graph;

    SignatureReading(String path, ModelGraph graph) {
        this.path = path;
        this.graph = graph;
    }

    ModelSignature signature() throws RefusedException {
        return new ModelSignature(
                specs("input", graph.inputs.values()), specs("output", graph.outputs.values()));
    }

    private List<TensorSpec> specs(String role, Collection<GraphValue> values)
            throws RefusedException {
        if (values.size() > MAX_VALUES) {
            throw ModelCheck.refused(
                    "'%s' has %d %ss; at most %d can be served",
                    path, values.size(), role, MAX_VALUES);
        }
        List<TensorSpec> specs = new ArrayList<>();
        for (GraphValue value : values) {
            specs.add(spec(role, value));
        }
        return List.copyOf(specs);
    }

    private TensorSpec spec(String role, GraphValue value) throws RefusedException {
        if (value.name().isEmpty()) {
            throw ModelCheck.refused(
                    "'%s' has an %s without a name; give it one and export again", path, role);
        }
        return switch (value.type()) {
            case TensorType tensor -> tensor(role, value.name(), tensor);
            case ClassScores _ -> scores(role, value.name());
            case OtherType other -> throw noTensor(role, value.name(), other.word());
            case UnknownType _ ->
                    throw ModelCheck.refused(
                            "%s '%s' has no type; run onnx.shape_inference.infer_shapes on the"
                                    + " model and upload it again",
                            role, value.name());
        };
    }

    private static RefusedException noTensor(String role, String name, String word) {
        return ModelCheck.refused(
                "%s '%s' is of type %s; only tensors can be served: export the model with tensors"
                        + " there (skl2onnx: options={'zipmap': False})",
                role, name, word);
    }

    private static TensorSpec tensor(String role, String name, TensorType tensor)
            throws RefusedException {
        ElementType type = ElementType.of(tensor.elementType()).orElse(null);
        @Nullable String datatype =
                type == null || (role.equals("input") && !type.canBeInput())
                        ? null
                        : type.datatype().orElse(null);
        if (datatype == null) {
            throw ModelCheck.refused(
                    "%s '%s' is a tensor of %s, which cannot be served; cast it in the graph, for"
                            + " example to FLOAT or INT64",
                    role,
                    name,
                    type == null ? "element type " + tensor.elementType() : type.name());
        }
        List<Dim> dims = tensor.dims();
        if (dims == null) {
            throw ModelCheck.refused(
                    "%s '%s' does not say how many dimensions it has; run"
                            + " onnx.shape_inference.infer_shapes on the model and upload it again",
                    role, name);
        }
        List<Long> shape = new ArrayList<>();
        List<@Nullable String> names = new ArrayList<>();
        for (Dim dim : dims) {
            shape.add(dim.size());
            names.add(dim.name());
        }
        return new TensorSpec(name, datatype, shape, names);
    }

    /** One map a row is served as one row of scores, if it is known which column is which class. */
    private TensorSpec scores(String role, String name) throws RefusedException {
        List<String> labels = graph.zipMaps.get(name);
        if (role.equals("input") || labels == null || labels.isEmpty()) {
            throw noTensor(role, name, "sequence of maps");
        }
        return new TensorSpec(
                name,
                "FP32",
                List.of(-1L, (long) labels.size()),
                Arrays.asList(null, null),
                labels,
                TensorSpec.ZIPMAP);
    }
}
