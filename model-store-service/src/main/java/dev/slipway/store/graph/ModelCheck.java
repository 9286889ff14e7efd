package dev.slipway.store.graph;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.store.graph.GraphValue.Dim;
import dev.slipway.store.graph.GraphValue.OtherType;
import dev.slipway.store.graph.GraphValue.TensorType;
import dev.slipway.store.graph.GraphValue.UnknownType;
import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.refusal.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an ONNX file in constant memory and says what a client must know of it.
 *
 * @param opset version of ONNX's own operators
 * @param externalFiles names as the graph gives them, with the bytes that each must hold at least
 */
public record ModelCheck(
        long irVersion, long opset, ModelSignature signature, Map<String, Long> externalFiles) {
    private static final int MAX_VALUES = 1_000;
    private static final long MAX_IR_VERSION = 1_000;
    private static final long IR_WITH_OPSETS = 3;

    /**
     * Reads and checks a file.
     *
     * @param path its name for messages
     * @throws RefusedException {@code invalid_model} when it is no ONNX graph that can be served
     */
    public static ModelCheck of(String path, InputStream in, long size) throws IOException {
        ModelGraph graph;
        try {
            graph = GraphReader.read(in, size);
        } catch (MalformedGraphException malformed) {
            throw refused(
                    "'%s' is not a readable ONNX model: %s; export or copy it again and upload it"
                            + " anew",
                    path, malformed.reason());
        }
        if (!graph.hasGraph || graph.irVersion < 1 || graph.irVersion > MAX_IR_VERSION) {
            throw refused(
                    "'%s' is not an ONNX model: it holds no graph with an IR version; upload what"
                            + " torch.onnx.export, skl2onnx or another exporter wrote",
                    path);
        }
        if (graph.opsets.isEmpty() && graph.irVersion >= IR_WITH_OPSETS) {
            throw refused(
                    "'%s' does not say which opset its operators are of; export it again", path);
        }
        graph.inputs.keySet().removeAll(graph.initializers);
        if (graph.outputs.isEmpty()) {
            throw refused("'%s' has no outputs, so there is nothing to serve", path);
        }
        ModelSignature signature =
                new ModelSignature(
                        specs(path, "input", graph.inputs.values()),
                        specs(path, "output", graph.outputs.values()));
        return new ModelCheck(
                graph.irVersion,
                opset(graph),
                signature,
                Collections.unmodifiableMap(graph.externalFiles));
    }

    private static long opset(ModelGraph graph) {
        return graph.opsets.getOrDefault("", graph.opsets.getOrDefault("ai.onnx", 0L));
    }

    private static List<TensorSpec> specs(String path, String role, Collection<GraphValue> values)
            throws RefusedException {
        if (values.size() > MAX_VALUES) {
            throw refused(
                    "'%s' has %d %ss; at most %d can be served",
                    path, values.size(), role, MAX_VALUES);
        }
        List<TensorSpec> specs = new ArrayList<>();
        for (GraphValue value : values) {
            specs.add(spec(path, role, value));
        }
        return List.copyOf(specs);
    }

    private static TensorSpec spec(String path, String role, GraphValue value)
            throws RefusedException {
        if (value.name().isEmpty()) {
            throw refused(
                    "'%s' has an %s without a name; give it one and export again", path, role);
        }
        return switch (value.type()) {
            case TensorType tensor -> spec(role, value.name(), tensor);
            case OtherType other ->
                    throw refused(
                            "%s '%s' is of type %s; only tensors can be served: export the model"
                                    + " with tensors there (skl2onnx: options zipmap=False)",
                            role, value.name(), other.word());
            case UnknownType _ ->
                    throw refused(
                            "%s '%s' has no type; run onnx.shape_inference.infer_shapes on the"
                                    + " model and upload it again",
                            role, value.name());
        };
    }

    private static TensorSpec spec(String role, String name, TensorType tensor)
            throws RefusedException {
        ElementType type = ElementType.of(tensor.elementType()).orElse(null);
        String datatype = type == null ? null : type.datatype().orElse(null);
        if (datatype == null) {
            throw refused(
                    "%s '%s' is a tensor of %s, which cannot be served; cast it in the graph, for"
                            + " example to FLOAT",
                    role,
                    name,
                    type == null ? "element type " + tensor.elementType() : type.name());
        }
        List<Dim> dims = tensor.dims();
        if (dims == null) {
            throw refused(
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

    private static RefusedException refused(String format, Object... values) {
        Object[] shown = values.clone();
        for (int i = 0; i < shown.length; i++) {
            if (shown[i] instanceof String text) {
                shown[i] = Refusal.shown(text);
            }
        }
        return new RefusedException(ErrorCode.INVALID_MODEL, format.formatted(shown));
    }
}
