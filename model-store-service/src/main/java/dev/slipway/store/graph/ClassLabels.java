package dev.slipway.store.graph;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The classes that a node of ONNX's classifiers tells apart, as its attributes name them. */
final class ClassLabels {
    static final int MAX_LABELS = 10_000;

    private static final int NUMBERS = 8;
    private static final int TEXTS = 9;

    private final List<String> names = new ArrayList<>();

    List<String> names() {
        return List.copyOf(names);
    }

    private void addNumber(long number) {
        if (names.size() <= MAX_LABELS) {
            names.add(String.valueOf(number));
        }
    }

    /**
     * Reads one field of an attribute.
     *
     * @return false, with nothing read, when it holds no class
     */
    boolean read(WireReader wire, String attribute, int field) throws IOException {
        if (field == NUMBERS && attribute.equals("classlabels_int64s")) {
            wire.varints(this::addNumber);
        } else if (field == TEXTS && attribute.equals("classlabels_strings")) {
            if (wire.is(WireReader.BYTES)) {
                names.add(wire.text());
            }
        } else {
            return false;
        }
        if (names.size() > MAX_LABELS) {
            throw new MalformedGraphException(
                    "a node of it tells more than " + MAX_LABELS + " classes apart");
        }
        return true;
    }
}
