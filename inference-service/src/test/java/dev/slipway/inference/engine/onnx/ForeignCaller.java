package dev.slipway.inference.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.Shapes;
import dev.slipway.inference.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.FloatBuffer;

/**
 * The runtime's C interface, with everything made for each run as the replica's engine does through
 * the Java interface: options, input, output. From several threads; any shapes.
 */
@SuppressWarnings("restricted")
final class ForeignCaller implements Caller {
    /** Room for pointers and two shapes of eight dimensions. */
    private static final long SCRATCH_BYTES = 256;

    private final ForeignSession session;

    ForeignCaller(byte[] model) throws Throwable {
        this.session = new ForeignSession(model);
    }

    @Override
    public Tensor answer(EngineRequest request) throws Throwable {
        Tensor x = Caller.x(request);
        try (Arena arena = Arena.ofConfined()) {
            SegmentAllocator scratch =
                    SegmentAllocator.slicingAllocator(arena.allocate(scratchBytes(x), Long.BYTES));
            MemorySegment out = scratch.allocate(JAVA_LONG);
            MemorySegment options = RunFunctions.newRunOptions(out);
            try (CancelToken.Registration _ =
                    request.cancel().onCancel(() -> RunFunctions.terminate(options))) {
                return answer(x, options, scratch, out);
            } finally {
                RunFunctions.releaseRunOptions(options);
            }
        }
    }

    private static long scratchBytes(Tensor x) {
        return SCRATCH_BYTES + (x.isOutsideHeap() ? 0 : (long) Float.BYTES * x.count());
    }

    private Tensor answer(
            Tensor x, MemorySegment options, SegmentAllocator scratch, MemorySegment out)
            throws Throwable {
        MemorySegment input =
                RunFunctions.newTensor(
                        session.memoryInfo(),
                        elements(x, scratch),
                        scratch.allocateFrom(JAVA_LONG, x.shape()),
                        out);
        try {
            MemorySegment outputs = scratch.allocateFrom(ADDRESS, MemorySegment.NULL);
            RunFunctions.run(session, options, scratch.allocateFrom(ADDRESS, input), outputs);
            MemorySegment output = outputs.get(ADDRESS, 0);
            try {
                return read(output, scratch, out);
            } finally {
                RunFunctions.releaseValue(output);
            }
        } finally {
            RunFunctions.releaseValue(input);
        }
    }

    /** Where they lie; those on the heap are copied. */
    private static MemorySegment elements(Tensor x, SegmentAllocator scratch) {
        return switch (x.data()) {
            case FloatBuffer outside -> MemorySegment.ofBuffer(outside);
            case float[] onHeap -> scratch.allocateFrom(JAVA_FLOAT, onHeap);
            default -> throw new IllegalStateException("no floats: " + x);
        };
    }

    private static Tensor read(MemorySegment value, SegmentAllocator scratch, MemorySegment out)
            throws Throwable {
        long[] shape = shape(value, scratch, out);
        float[] y = new float[Shapes.count(shape)];
        MemorySegment elements =
                RunFunctions.elements(value, out).reinterpret((long) Float.BYTES * y.length);
        MemorySegment.copy(elements, JAVA_FLOAT, 0, y, 0, y.length);
        return Tensor.floats(y, shape);
    }

    private static long[] shape(MemorySegment value, SegmentAllocator scratch, MemorySegment out)
            throws Throwable {
        MemorySegment info = RunFunctions.typeAndShape(value, out);
        try {
            if (!RunFunctions.isFloat(info, out)) {
                throw new IllegalStateException("y is not FP32");
            }
            long rank = RunFunctions.rank(info, out);
            MemorySegment shape = scratch.allocate(JAVA_LONG, rank);
            RunFunctions.readShape(info, shape, rank);
            return shape.toArray(JAVA_LONG);
        } finally {
            RunFunctions.releaseTypeAndShape(info);
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
