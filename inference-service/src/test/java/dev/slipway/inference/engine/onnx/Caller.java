package dev.slipway.inference.engine.onnx;

import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.Tensor;
import java.util.Objects;

/**
 * One way of having ONNX Runtime run a graph with one FP32 input {@code x} and one FP32 output
 * {@code y}: from a request to an answer on the heap that is the receiver's own, in a run that the
 * request's token ends. Whoever asks keeps the request until then: elements outside the heap are
 * read where they lie.
 */
@FunctionalInterface
interface Caller extends AutoCloseable {
    /** Throws what a method handle may throw, which is anything. */
    Tensor answer(EngineRequest request) throws Throwable;

    @Override
    default void close() {}

    static Tensor x(EngineRequest request) {
        return Objects.requireNonNull(request.inputs().get("x"), "no x");
    }
}
