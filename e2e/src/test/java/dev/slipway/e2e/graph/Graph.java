package dev.slipway.e2e.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** An ONNX graph in the making; the order of calls is the order of the file. */
final class Graph {
    static final int FLOAT = 1;
    static final int INT64 = 7;
    static final int BOOL = 9;

    private static final int IR_VERSION = 9;
    private static final int OPSET = 17;

    private final Wire graph = new Wire();

    Graph input(String name, int type, Object... shape) {
        graph.message(11, valueInfo(name, type, shape));
        return this;
    }

    Graph output(String name, int type, Object... shape) {
        graph.message(12, valueInfo(name, type, shape));
        return this;
    }

    Graph node(String operator, List<String> inputs, List<String> outputs, Wire... attributes) {
        Wire node = new Wire();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(4, operator);
        for (Wire attribute : attributes) {
            node.message(5, attribute);
        }
        graph.message(1, node);
        return this;
    }

    Graph constant(String name, long[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return constant(name, INT64, raw.array(), shape);
    }

    Graph constant(String name, float[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return constant(name, FLOAT, raw.array(), shape);
    }

    private Graph constant(String name, int type, byte[] raw, long... shape) {
        Wire tensor = new Wire();
        for (long dimension : shape) {
            tensor.number(1, dimension);
        }
        tensor.number(2, type).text(8, name).bytes(9, raw);
        graph.message(5, tensor);
        return this;
    }

    Wire named(String name) {
        return graph.text(2, name);
    }

    byte[] toModel(String name) {
        return new Wire()
                .number(1, IR_VERSION)
                .text(2, "slipway-e2e")
                .message(7, named(name))
                .message(8, new Wire().text(1, "").number(2, OPSET))
                .toBytes();
    }

    static Wire attribute(String name, long value) {
        return new Wire().text(1, name).number(3, value).number(20, 2);
    }

    static Wire attribute(String name, Wire graph) {
        return new Wire().text(1, name).message(6, graph).number(20, 5);
    }

    private static Wire valueInfo(String name, int type, Object... shape) {
        Wire dimensions = new Wire();
        for (Object dimension : shape) {
            dimensions.message(
                    1,
                    switch (dimension) {
                        case String symbol -> new Wire().text(2, symbol);
                        case Integer size -> new Wire().number(1, size);
                        default -> throw new IllegalArgumentException("a size or a symbol");
                    });
        }
        Wire tensorType = new Wire().number(1, type).message(2, dimensions);
        return new Wire().text(1, name).message(2, new Wire().message(1, tensorType));
    }
}
