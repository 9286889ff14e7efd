package dev.slipway.store.graph;

import dev.slipway.store.graph.GraphValue.ClassScores;
import dev.slipway.store.graph.GraphValue.Dim;
import dev.slipway.store.graph.GraphValue.OtherType;
import dev.slipway.store.graph.GraphValue.TensorType;
import dev.slipway.store.graph.GraphValue.UnknownType;
import dev.slipway.store.graph.GraphValue.ValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a ValueInfoProto: a name and a type. */
final class ValueReader {
    static final int MAX_DIMS = 64;

    private static final int MAP = 5;
    private static final long FLOAT = 1;
    private static final long INT64 = 7;
    private static final long STRING = 8;

    private final WireReader wire;

    ValueReader(WireReader wire) {
        this.wire = wire;
    }

    /** Reads the fields of the value that was entered. */
    GraphValue read() throws IOException {
        String name = "";
        ValueType type = new UnknownType();
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            switch (field) {
                case 1 -> name = wire.is(WireReader.BYTES) ? wire.text() : name;
                case 2 -> type = wire.is(WireReader.BYTES) ? type() : type;
                default -> wire.skip();
            }
        }
        return new GraphValue(name, type);
    }

    private ValueType type() throws IOException {
        long outer = wire.enter();
        ValueType type = new UnknownType();
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            type =
                    switch (field) {
                        case 1 -> wire.is(WireReader.BYTES) ? tensor() : type;
                        case 4 -> wire.is(WireReader.BYTES) ? sequence() : type;
                        case 5 -> other("map");
                        case 7 -> other("opaque");
                        case 8 -> other("sparse tensor");
                        case 9 -> other("optional");
                        default -> {
                            wire.skip();
                            yield type;
                        }
                    };
        }
        wire.leave(outer);
        return type;
    }

    /** Of all sequences only those of maps from classes to scores have a meaning here. */
    private ValueType sequence() throws IOException {
        boolean scores = false;
        long outer = wire.enter();
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            if (field == 1 && wire.is(WireReader.BYTES)) {
                scores = elementIsScores();
            } else if (field != 1) {
                wire.skip();
            }
        }
        wire.leave(outer);
        return scores ? new ClassScores() : new OtherType("sequence");
    }

    private boolean elementIsScores() throws IOException {
        boolean scores = false;
        long outer = wire.enter();
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            if (field == MAP && wire.is(WireReader.BYTES)) {
                scores = mapIsScores();
            } else if (field != MAP) {
                wire.skip();
            }
        }
        wire.leave(outer);
        return scores;
    }

    private boolean mapIsScores() throws IOException {
        long key = 0;
        ValueType value = new UnknownType();
        long outer = wire.enter();
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            switch (field) {
                case 1 -> key = wire.is(WireReader.VARINT) ? wire.varint() : key;
                case 2 -> value = wire.is(WireReader.BYTES) ? type() : value;
                default -> wire.skip();
            }
        }
        wire.leave(outer);
        return (key == INT64 || key == STRING)
                && value instanceof TensorType tensor
                && tensor.elementType() == FLOAT;
    }

    private ValueType other(String word) throws IOException {
        wire.skip();
        return new OtherType(word);
    }

    private ValueType tensor() throws IOException {
        long outer = wire.enter();
        long elementType = 0;
        List<Dim> dims = null;
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            switch (field) {
                case 1 -> elementType = wire.is(WireReader.VARINT) ? wire.varint() : elementType;
                case 2 -> dims = wire.is(WireReader.BYTES) ? shape() : dims;
                default -> wire.skip();
            }
        }
        wire.leave(outer);
        return new TensorType(elementType, dims);
    }

    private List<Dim> shape() throws IOException {
        long outer = wire.enter();
        List<Dim> dims = new ArrayList<>();
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            if (field != 1) {
                wire.skip();
            } else if (wire.is(WireReader.BYTES)) {
                dims.add(dim());
                if (dims.size() > MAX_DIMS) {
                    throw new MalformedGraphException(
                            "it holds a tensor of more than " + MAX_DIMS + " dimensions");
                }
            }
        }
        wire.leave(outer);
        return dims;
    }

    private Dim dim() throws IOException {
        long outer = wire.enter();
        long size = -1;
        @Nullable String name = null;
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            switch (field) {
                case 1 -> size = wire.is(WireReader.VARINT) ? Math.max(-1, wire.varint()) : size;
                case 2 -> name = wire.is(WireReader.BYTES) ? wire.text() : name;
                default -> wire.skip();
            }
        }
        wire.leave(outer);
        return new Dim(size, name != null && isName(name) ? name : null);
    }

    /**
     * Some exporters write "?" for each dimension that varies; that makes none equal to another.
     */
    private static boolean isName(String text) {
        return text.codePoints().anyMatch(Character::isLetterOrDigit);
    }
}
