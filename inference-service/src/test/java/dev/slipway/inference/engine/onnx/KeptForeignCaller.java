package dev.slipway.inference.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;

/**
 * The runtime's C interface by one thread that keeps what its runs need: their options, memory for
 * inputs that come from the heap, and memory that the runtime writes the output to. Every run has
 * the same shapes.
 */
final class KeptForeignCaller implements Caller {
    private final ForeignSession session;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment out = arena.allocate(ADDRESS);
    private final MemorySegment options;
    private final MemorySegment inputShape;
    private final MemorySegment input;
    private final MemorySegment inputValue;
    private final MemorySegment inputs = arena.allocate(ADDRESS);
    private final long[] outputShape;
    private final int outputCount;
    private final MemorySegment output;
    private final MemorySegment outputs = arena.allocate(ADDRESS);

    /**
     * Makes what is kept.
     *
     * @param x of the shape of all inputs
     * @param y of the shape of all outputs
     */
    KeptForeignCaller(byte[] model, Tensor x, Tensor y) throws Throwable {
        session = new ForeignSession(model);
        options = RunFunctions.newRunOptions(out);
        inputShape = arena.allocateFrom(JAVA_LONG, x.shape());
        input = arena.allocate(JAVA_FLOAT, x.count());
        inputValue = RunFunctions.newTensor(session.memoryInfo(), input, inputShape, out);
        outputShape = y.shape();
        outputCount = y.count();
        output = arena.allocate(JAVA_FLOAT, outputCount);
        MemorySegment shape = arena.allocateFrom(JAVA_LONG, outputShape);
        outputs.set(ADDRESS, 0, RunFunctions.newTensor(session.memoryInfo(), output, shape, out));
    }

    @Override
    public Tensor answer(EngineRequest request) throws Throwable {
        Tensor x = Caller.x(request);
        try (CancelToken.Registration _ =
                request.cancel().onCancel(() -> RunFunctions.terminate(options))) {
            return switch (x.data()) {
                case FloatBuffer outside -> runOutside(MemorySegment.ofBuffer(outside));
                case float[] onHeap -> {
                    MemorySegment.copy(onHeap, 0, input, JAVA_FLOAT, 0, onHeap.length);
                    yield run(inputValue);
                }
                default -> throw new IllegalStateException("no floats: " + x);
            };
        } finally {
            if (request.cancel().isCancelled()) {
                RunFunctions.renew(options);
            }
        }
    }

    private Tensor runOutside(MemorySegment elements) throws Throwable {
        MemorySegment value =
                RunFunctions.newTensor(session.memoryInfo(), elements, inputShape, out);
        try {
            return run(value);
        } finally {
            RunFunctions.releaseValue(value);
        }
    }

    private Tensor run(MemorySegment value) throws Throwable {
        inputs.set(ADDRESS, 0, value);
        RunFunctions.run(session, options, inputs, outputs);
        float[] y = new float[outputCount];
        MemorySegment.copy(output, JAVA_FLOAT, 0, y, 0, outputCount);
        return Tensor.floats(y, outputShape.clone());
    }

    @Override
    public void close() {
        try {
            RunFunctions.releaseValue(outputs.get(ADDRESS, 0));
            RunFunctions.releaseValue(inputValue);
            RunFunctions.releaseRunOptions(options);
        } catch (Throwable failed) {
            throw OnnxTable.unexpected(failed);
        }
        session.close();
    }
}
