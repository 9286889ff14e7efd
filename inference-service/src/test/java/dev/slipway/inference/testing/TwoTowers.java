package dev.slipway.inference.testing;

import static dev.slipway.inference.testing.TestPackage.spec;

import dev.slipway.contract.version.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A recommender: numbers of users and of items to how well each pair fits. Its tables are many
 * times larger than the rest of it, and lie in files of their own.
 */
public final class TwoTowers {
    public static final int USERS = 200_000;
    public static final int ITEMS = 50_000;

    private static final int WIDTH = 16;
    private static final int DEPTH = 8;
    private static final String USER_FILE = "users.bin";
    private static final String ITEM_FILE = "items.bin";

    private TwoTowers() {}

    /** The files by their paths. */
    public static Map<String, byte[]> files() {
        Random random = new Random(12);
        byte[] users = table(random, USERS);
        byte[] items = table(random, ITEMS);
        Graph graph =
                new Graph("towers")
                        .input("user", Graph.INT64, "n")
                        .input("item", Graph.INT64, "n")
                        .output("score", Graph.FLOAT, "n")
                        .external("users", Graph.FLOAT, USER_FILE, USERS, WIDTH)
                        .external("items", Graph.FLOAT, ITEM_FILE, ITEMS, WIDTH)
                        .floats("user_tower", numbers(random, WIDTH * DEPTH), WIDTH, DEPTH)
                        .floats("item_tower", numbers(random, WIDTH * DEPTH), WIDTH, DEPTH)
                        .longs("last", new long[] {1}, 1)
                        .node("Gather", List.of("users", "user"), List.of("user_row"))
                        .node("Gather", List.of("items", "item"), List.of("item_row"))
                        .node("MatMul", List.of("user_row", "user_tower"), List.of("u"))
                        .node("MatMul", List.of("item_row", "item_tower"), List.of("i"))
                        .node("Mul", List.of("u", "i"), List.of("products"))
                        .node(
                                "ReduceSum",
                                List.of("products", "last"),
                                List.of("score"),
                                Graph.number("keepdims", 0));
        return Map.of("model.onnx", graph.toModel(), USER_FILE, users, ITEM_FILE, items);
    }

    /** A version of them; the batch size is declared or not. */
    public static TestPackage of(Map<String, byte[]> files, @Nullable Integer maxBatchSize) {
        return TestPackage.of(
                TestPackage.signature(
                        new TensorSpec[] {spec("user", "INT64", "n"), spec("item", "INT64", "n")},
                        spec("score", "FP32", "n")),
                files,
                null,
                maxBatchSize);
    }

    private static byte[] table(Random random, int rows) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Float.BYTES * WIDTH * rows).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers(random, WIDTH * rows));
        return bytes.array();
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }
}
