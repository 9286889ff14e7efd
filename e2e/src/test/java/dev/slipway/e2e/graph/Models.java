package dev.slipway.e2e.graph;

import java.util.List;
import java.util.Random;

/** The models that the tests upload. */
public final class Models {
    private Models() {}

    /** {@code y = factor * x + offset} on INT64 {@code [n, 3]}: microseconds. */
    public static byte[] line(long factor, long offset) {
        return line(factor, offset, "line");
    }

    /**
     * The same in a file that no cache has seen yet.
     *
     * @param name of the graph; another one makes another file
     */
    public static byte[] line(long factor, long offset, String name) {
        return new Graph()
                .input("x", Graph.INT64, "n", 3)
                .constant("factor", new long[] {factor}, 1)
                .constant("offset", new long[] {offset}, 1)
                .node("Mul", List.of("x", "factor"), List.of("scaled"))
                .node("Add", List.of("scaled", "offset"), List.of("y"))
                .output("y", Graph.INT64, "n", 3)
                .toModel(name);
    }

    /**
     * Two inputs and two outputs of different types with random weights: {@code score = features ·
     * W + float(codes) · V} (FP32 {@code [n, 3]}) and {@code tag = codes * C + D} (INT64 {@code [n,
     * 2]}).
     */
    public static byte[] twoByTwo(Random random) {
        return new Graph()
                .input("features", Graph.FLOAT, "n", 4)
                .input("codes", Graph.INT64, "n", 2)
                .constant("W", floats(random, 12), 4, 3)
                .constant("V", floats(random, 6), 2, 3)
                .constant("C", longs(random, 2), 2)
                .constant("D", longs(random, 2), 2)
                .node("MatMul", List.of("features", "W"), List.of("fromFeatures"))
                .node(
                        "Cast",
                        List.of("codes"),
                        List.of("codesAsFloats"),
                        Graph.attribute("to", Graph.FLOAT))
                .node("MatMul", List.of("codesAsFloats", "V"), List.of("fromCodes"))
                .node("Add", List.of("fromFeatures", "fromCodes"), List.of("score"))
                .node("Mul", List.of("codes", "C"), List.of("scaledCodes"))
                .node("Add", List.of("scaledCodes", "D"), List.of("tag"))
                .output("score", Graph.FLOAT, "n", 3)
                .output("tag", Graph.INT64, "n", 2)
                .toModel("two_by_two");
    }

    /** Counts up to its input one by one: as slow as it is asked to be, a few µs a step. */
    public static byte[] counter() {
        Wire body =
                new Graph()
                        .input("turn", Graph.INT64)
                        .input("going", Graph.BOOL)
                        .input("before", Graph.INT64, 1)
                        .constant("one", new long[] {1}, 1)
                        .node("Identity", List.of("going"), List.of("goOn"))
                        .node("Add", List.of("before", "one"), List.of("after"))
                        .output("goOn", Graph.BOOL)
                        .output("after", Graph.INT64, 1)
                        .named("step");
        return new Graph()
                .input("steps", Graph.INT64, 1)
                .constant("zero", new long[] {0}, 1)
                .node(
                        "Loop",
                        List.of("steps", "", "zero"),
                        List.of("counted"),
                        Graph.attribute("body", body))
                .output("counted", Graph.INT64, 1)
                .toModel("counter");
    }

    private static float[] floats(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }

    private static long[] longs(Random random, int count) {
        return random.longs(count, -1000, 1000).toArray();
    }
}
