package dev.slipway.inference.engine.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks through the kinds of a graph's nodes, those of sub-graphs and functions among them, passing
 * over its weights. Numbers are those of onnx.proto.
 */
final class OnnxOperators {
    private static final int BYTES = 2;
    private static final int MODEL_GRAPH = 7 << 3 | BYTES;
    private static final int MODEL_FUNCTION = 25 << 3 | BYTES;
    private static final int FUNCTION_NODE = 7 << 3 | BYTES;
    private static final int GRAPH_NODE = 1 << 3 | BYTES;
    private static final int NODE_OPERATOR = 4 << 3 | BYTES;
    private static final int NODE_ATTRIBUTE = 5 << 3 | BYTES;
    private static final int ATTRIBUTE_GRAPH = 6 << 3 | BYTES;
    private static final int ATTRIBUTE_GRAPHS = 11 << 3 | BYTES;

    /** DynamicQuantizeLinear, and what the runtime's optimiser fuses it into. */
    private static final String DYNAMIC = "DynamicQuantize";

    /** Far more than the store lets in. */
    private static final int DEEPEST = 100;

    private final CodedInputStream in;
    private int depth;

    private OnnxOperators(CodedInputStream in) {
        this.in = in;
    }

    /** Whether one of them computes its scale from the values of a run. */
    static boolean quantiseDynamically(Path model) throws IOException {
        try (InputStream file = Files.newInputStream(model)) {
            return new OnnxOperators(CodedInputStream.newInstance(file)).model();
        }
    }

    private boolean model() throws IOException {
        boolean found = false;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case MODEL_GRAPH -> found |= inside(this::graph);
                case MODEL_FUNCTION -> found |= inside(this::function);
                default -> skip(tag);
            }
        }
        return found;
    }

    private boolean function() throws IOException {
        boolean found = false;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == FUNCTION_NODE) {
                found |= inside(this::node);
            } else {
                skip(tag);
            }
        }
        return found;
    }

    private boolean graph() throws IOException {
        boolean found = false;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == GRAPH_NODE) {
                found |= inside(this::node);
            } else {
                skip(tag);
            }
        }
        return found;
    }

    private boolean node() throws IOException {
        boolean found = false;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case NODE_OPERATOR -> found |= in.readString().startsWith(DYNAMIC);
                case NODE_ATTRIBUTE -> found |= inside(this::attribute);
                default -> skip(tag);
            }
        }
        return found;
    }

    private boolean attribute() throws IOException {
        boolean found = false;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case ATTRIBUTE_GRAPH, ATTRIBUTE_GRAPHS -> found |= inside(this::graph);
                default -> skip(tag);
            }
        }
        return found;
    }

    private boolean inside(Message message) throws IOException {
        if (++depth > DEEPEST) {
            throw new InvalidProtocolBufferException("graphs are nested too deep");
        }
        int outer = in.pushLimit(in.readRawVarint32());
        boolean found = message.read();
        in.popLimit(outer);
        depth--;
        return found;
    }

    private void skip(int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new InvalidProtocolBufferException("a group ends that did not begin");
        }
    }

    /** Reads the fields of the message that was entered. */
    private interface Message {
        boolean read() throws IOException;
    }
}
