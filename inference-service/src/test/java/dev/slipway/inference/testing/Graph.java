package dev.slipway.inference.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** An ONNX graph being written. Dimensions are numbers or names. */
public final class Graph {
    public static final int FLOAT = 1;
    public static final int INT32 = 6;
    public static final int INT64 = 7;
    public static final int STRING = 8;
    public static final int BOOL = 9;
    public static final int FLOAT16 = 10;
    public static final int BFLOAT16 = 16;

    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;

    private final Proto graph = new Proto();

    public Graph(String name) {
        graph.text(2, name);
    }

    public Graph input(String name, int type, Object... shape) {
        graph.message(11, value(name, type, shape));
        return this;
    }

    public Graph output(String name, int type, Object... shape) {
        graph.message(12, value(name, type, shape));
        return this;
    }

    public Graph node(String op, List<String> inputs, List<String> outputs, Proto... attributes) {
        Proto node = new Proto();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(4, op);
        for (Proto attribute : attributes) {
            node.message(5, attribute);
        }
        graph.message(1, node);
        return this;
    }

    public Graph floats(String name, float[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return initializer(name, FLOAT, raw.array(), shape);
    }

    public Graph longs(String name, long[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return initializer(name, INT64, raw.array(), shape);
    }

    /** A tensor whose elements are a whole file that lies beside the graph. */
    public Graph external(String name, int type, String file, long... shape) {
        Proto tensor = new Proto();
        for (long dimension : shape) {
            tensor.number(1, dimension);
        }
        Proto location = new Proto().text(1, "location").text(2, file);
        graph.message(5, tensor.number(2, type).text(8, name).message(13, location).number(14, 1));
        return this;
    }

    public Graph flag(String name, boolean value) {
        return initializer(name, BOOL, new byte[] {(byte) (value ? 1 : 0)});
    }

    private Graph initializer(String name, int type, byte[] raw, long... shape) {
        Proto tensor = new Proto();
        for (long dimension : shape) {
            tensor.number(1, dimension);
        }
        graph.message(5, tensor.number(2, type).text(8, name).bytes(9, raw));
        return this;
    }

    public static Proto number(String name, long value) {
        return new Proto().text(1, name).number(3, value).number(20, 2);
    }

    public static Proto numbers(String name, long... values) {
        Proto attribute = new Proto().text(1, name);
        for (long value : values) {
            attribute.number(8, value);
        }
        return attribute.number(20, 7);
    }

    public static Proto subgraph(String name, Graph body) {
        return new Proto().text(1, name).message(6, body.graph).number(20, 5);
    }

    private static Proto value(String name, int type, Object... shape) {
        Proto dimensions = new Proto();
        for (Object size : shape) {
            dimensions.message(
                    1,
                    size instanceof String symbol
                            ? new Proto().text(2, symbol)
                            : new Proto().number(1, ((Number) size).longValue()));
        }
        Proto tensor = new Proto().number(1, type).message(2, dimensions);
        return new Proto().text(1, name).message(2, new Proto().message(1, tensor));
    }

    /** The model file. */
    public byte[] toModel() {
        return new Proto()
                .number(1, IR_VERSION)
                .message(7, graph)
                .message(8, new Proto().number(2, OPSET))
                .toBytes();
    }
}
