package dev.slipway.store.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A named input or output of a graph. */
record GraphValue(String name, ValueType type) {

    /** What the value is. */
    sealed interface ValueType {}

    /**
     * A dense tensor.
     *
     * @param elementType ONNX's number of it
     * @param dims null when the graph does not say how many there are
     */
    record TensorType(long elementType, @Nullable List<Dim> dims) implements ValueType {}

    /** A sequence of maps from classes to FLOAT scores, as skl2onnx makes of its classifiers. */
    record ClassScores() implements ValueType {}

    /**
     * Something that is no dense tensor.
     *
     * @param word what ONNX calls it
     */
    record OtherType(String word) implements ValueType {}

    /** A value whose type the graph does not say. */
    record UnknownType() implements ValueType {}

    /**
     * One dimension.
     *
     * @param size -1 where it varies
     * @param name its symbolic name, or null
     */
    record Dim(long size, @Nullable String name) {}
}
