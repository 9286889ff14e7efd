package dev.slipway.store.graph;

import dev.slipway.store.refusal.RefusedException;
import java.util.Map;

/**
 * What the replicas' ONNX Runtime 1.29 can load. The numbers were found by loading graphs with each
 * of them; a newer runtime may only raise them.
 */
final class EngineSupport {
    private static final long MAX_IR_VERSION = 13;

    /** Newest version of each domain whose operators the runtime has. */
    private static final Map<String, Long> OPSETS =
            Map.ofEntries(
                    Map.entry("", 26L),
                    Map.entry("ai.onnx", 26L),
                    Map.entry("ai.onnx.ml", 5L),
                    Map.entry("ai.onnx.training", 1L),
                    Map.entry("ai.onnx.preview", 1L),
                    Map.entry("ai.onnx.preview.training", 1L),
                    Map.entry("com.microsoft", 1L),
                    Map.entry("com.microsoft.experimental", 1L),
                    Map.entry("com.microsoft.nchwc", 1L),
                    Map.entry("org.pytorch.aten", 1L));

    private EngineSupport() {}

    /** Whether operators of the domain come with the runtime. */
    static boolean knows(String domain) {
        return OPSETS.containsKey(domain);
    }

    static void require(String path, ModelGraph graph) throws RefusedException {
        if (graph.irVersion > MAX_IR_VERSION) {
            throw ModelCheck.refused(
                    "'%s' is of IR version %d; the runtime here reads up to %d: export it again"
                            + " with an older onnx package, or set model.ir_version = %d and save",
                    path, graph.irVersion, MAX_IR_VERSION, MAX_IR_VERSION);
        }
        for (Map.Entry<String, Long> opset : graph.opsets.entrySet()) {
            requireOpset(path, opset.getKey(), opset.getValue());
        }
        for (ModelGraph.Operator operator : graph.foreignOperators) {
            if (!graph.functions.contains(operator)) {
                throw ModelCheck.refused(
                        "'%s' uses the operator '%s' of the domain '%s', which ONNX Runtime does"
                                + " not have; export it with standard operators, or with its"
                                + " functions inside the model",
                        path, operator.name(), operator.domain());
            }
        }
    }

    private static void requireOpset(String path, String domain, long version)
            throws RefusedException {
        Long newest = OPSETS.get(domain);
        if (newest != null && version > newest) {
            throw ModelCheck.refused(
                    "'%s' uses opset %d of %s; the runtime here has up to %d: re-export with opset"
                            + " ≤ %d",
                    path, version, domain.isEmpty() ? "ai.onnx" : domain, newest, newest);
        }
    }
}
