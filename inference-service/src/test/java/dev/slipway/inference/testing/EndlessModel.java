package dev.slipway.inference.testing;

import static dev.slipway.inference.testing.TestPackage.spec;

import dev.slipway.contract.version.TensorSpec;
import java.util.List;

/** A small graph of which every run takes hours, so that its warm-up ends by its bound alone. */
public final class EndlessModel {
    private static final int SIZE = 128;
    private static final long TIMES = 1_000_000_000;

    private EndlessModel() {}

    /** {@code y} is {@code x} plus what is left of many products of matrices. */
    public static TestPackage files() {
        float[] identity = new float[SIZE * SIZE];
        for (int i = 0; i < SIZE; i++) {
            identity[i * SIZE + i] = 1;
        }
        Graph body =
                new Graph("body")
                        .input("i", Graph.INT64)
                        .input("on", Graph.BOOL)
                        .input("m", Graph.FLOAT, SIZE, SIZE)
                        .output("on_out", Graph.BOOL)
                        .output("m_out", Graph.FLOAT, SIZE, SIZE)
                        .node("Identity", List.of("on"), List.of("on_out"))
                        .node("MatMul", List.of("m", "eye"), List.of("m_out"));
        // It begins with what is asked: nothing of it can be computed while it is loaded.
        byte[] model =
                new Graph("endless")
                        .input("x", Graph.FLOAT, "n", 2)
                        .output("y", Graph.FLOAT, "n", 2)
                        .floats("eye", identity, SIZE, SIZE)
                        .longs("times", new long[] {TIMES})
                        .flag("on0", true)
                        .node("ReduceSum", List.of("x"), List.of("s"), Graph.number("keepdims", 0))
                        .node("Add", List.of("eye", "s"), List.of("m0"))
                        .node(
                                "Loop",
                                List.of("times", "on0", "m0"),
                                List.of("m"),
                                Graph.subgraph("body", body))
                        .node("ReduceSum", List.of("m"), List.of("t"), Graph.number("keepdims", 0))
                        .node("Add", List.of("x", "t"), List.of("y"))
                        .toModel();
        return TestPackage.of(
                TestPackage.signature(
                        new TensorSpec[] {spec("x", "FP32", "n", 2)}, spec("y", "FP32", "n", 2)),
                model);
    }
}
