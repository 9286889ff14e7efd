package dev.slipway.store.graph;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.refusal.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Map;

/**
 * Reads an ONNX file in constant memory and says what a client must know of it.
 *
 * @param opset version of ONNX's own operators
 * @param externalFiles names as the graph gives them, with the bytes that each must hold at least
 */
public record ModelCheck(
        long irVersion, long opset, ModelSignature signature, Map<String, Long> externalFiles) {
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
        EngineSupport.require(path, graph);
        graph.inputs.keySet().removeAll(graph.initializers);
        if (graph.outputs.isEmpty()) {
            throw refused("'%s' has no outputs, so there is nothing to serve", path);
        }
        return new ModelCheck(
                graph.irVersion,
                opset(graph),
                new SignatureReading(path, graph).signature(),
                Collections.unmodifiableMap(graph.externalFiles));
    }

    private static long opset(ModelGraph graph) {
        return graph.opsets.getOrDefault("", graph.opsets.getOrDefault("ai.onnx", 0L));
    }

    static RefusedException refused(String format, Object... values) {
        Object[] shown = values.clone();
        for (int i = 0; i < shown.length; i++) {
            if (shown[i] instanceof String text) {
                shown[i] = Refusal.shown(text);
            }
        }
        return new RefusedException(ErrorCode.INVALID_MODEL, format.formatted(shown));
    }
}
