package dev.slipway.store.graph;

import java.io.IOException;

/** Reads a TensorProto without its numbers: its name, and the file that holds them. */
final class TensorReader {
    private static final long EXTERNAL = 1;

    private final WireReader wire;
    private final ModelGraph model;

    TensorReader(WireReader wire, ModelGraph model) {
        this.wire = wire;
        this.model = model;
    }

    /** Reads the fields of the tensor that was entered; the name is empty when not wanted. */
    String read(boolean nameWanted) throws IOException {
        String name = "";
        boolean external = false;
        External place = new External();
        Size size = new Size();
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            switch (field) {
                case 1 -> wire.varints(size::dim);
                case 2 -> size.type = wire.is(WireReader.VARINT) ? wire.varint() : size.type;
                case 8 -> {
                    if (nameWanted && wire.is(WireReader.BYTES)) {
                        name = wire.text();
                    } else if (!nameWanted) {
                        wire.skip();
                    }
                }
                case 13 -> {
                    if (wire.is(WireReader.BYTES)) {
                        place(place);
                    }
                }
                case 14 -> external = wire.is(WireReader.VARINT) && wire.varint() == EXTERNAL;
                default -> wire.skip();
            }
        }
        if (external) {
            model.needsExternal(place.location, place.end(size.bytes()));
        }
        return name;
    }

    private void place(External place) throws IOException {
        long outer = wire.enter();
        String key = "";
        String value = "";
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            switch (field) {
                case 1 -> key = wire.is(WireReader.BYTES) ? wire.text() : key;
                case 2 -> value = wire.is(WireReader.BYTES) ? wire.text() : value;
                default -> wire.skip();
            }
        }
        wire.leave(outer);
        switch (key) {
            case "location" -> place.location = value;
            case "offset" -> place.offset = number(value);
            case "length" -> place.length = number(value);
            default -> {}
        }
    }

    private static long number(String text) throws MalformedGraphException {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // said below
        }
        throw new MalformedGraphException("it places external data at something that is no number");
    }

    /** Where the numbers of one tensor lie. */
    private static final class External {
        private String location = "";
        private long offset;
        private long length;

        /** Where the tensor ends in its file; without a length its shape says it. */
        long end(long bytes) throws MalformedGraphException {
            try {
                return Math.addExact(offset, length > 0 ? length : bytes);
            } catch (ArithmeticException beyond) {
                MalformedGraphException malformed =
                        new MalformedGraphException("it places external data beyond any file");
                malformed.initCause(beyond);
                throw malformed;
            }
        }
    }

    /** How many bytes the shape of a tensor asks for, 0 where that is not whole bytes each. */
    private static final class Size {
        private long elements = 1;
        private long type;

        void dim(long size) {
            elements =
                    size < 0 || Math.multiplyHigh(elements, size) != 0 || elements * size < 0
                            ? Long.MAX_VALUE
                            : elements * size;
        }

        long bytes() {
            int width = ElementType.of(type).map(ElementType::bytes).orElse(0);
            return width > 0 && elements > Long.MAX_VALUE / width
                    ? Long.MAX_VALUE
                    : elements * width;
        }
    }
}
