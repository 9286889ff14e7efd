package dev.slipway.inference.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * What a run needs of ONNX Runtime's C interface; the numbers are positions in {@link OnnxTable}.
 * Handles are constants, so that the compiler sees through them. Where a function gives a result,
 * {@code out} is eight bytes for it to be written to.
 */
final class RunFunctions {
    private static final int FLOAT = 1;

    private static final MethodHandle RUN =
            OnnxTable.pointer(
                    9, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS);
    private static final MethodHandle CREATE_RUN_OPTIONS = OnnxTable.pointer(39, ADDRESS);
    private static final MethodHandle RUN_OPTIONS_SET_TERMINATE = OnnxTable.pointer(46, ADDRESS);
    private static final MethodHandle RUN_OPTIONS_UNSET_TERMINATE = OnnxTable.pointer(47, ADDRESS);
    private static final MethodHandle CREATE_TENSOR_WITH_DATA_AS_ORT_VALUE =
            OnnxTable.pointer(
                    49, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS);
    private static final MethodHandle GET_TENSOR_MUTABLE_DATA =
            OnnxTable.pointer(51, ADDRESS, ADDRESS);
    private static final MethodHandle GET_TENSOR_ELEMENT_TYPE =
            OnnxTable.pointer(60, ADDRESS, ADDRESS);
    private static final MethodHandle GET_DIMENSIONS_COUNT =
            OnnxTable.pointer(61, ADDRESS, ADDRESS);
    private static final MethodHandle GET_DIMENSIONS =
            OnnxTable.pointer(62, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle GET_TENSOR_TYPE_AND_SHAPE =
            OnnxTable.pointer(65, ADDRESS, ADDRESS);
    private static final MethodHandle RELEASE_VALUE = OnnxTable.release(96);
    private static final MethodHandle RELEASE_RUN_OPTIONS = OnnxTable.release(97);
    private static final MethodHandle RELEASE_TENSOR_TYPE_AND_SHAPE_INFO = OnnxTable.release(99);

    private RunFunctions() {}

    static MemorySegment newRunOptions(MemorySegment out) throws Throwable {
        OnnxTable.check((MemorySegment) CREATE_RUN_OPTIONS.invokeExact(out));
        return out.get(ADDRESS, 0);
    }

    /** Ends runs with these options between two nodes; from any thread. */
    static void terminate(MemorySegment options) {
        try {
            OnnxTable.check((MemorySegment) RUN_OPTIONS_SET_TERMINATE.invokeExact(options));
        } catch (Throwable failed) {
            throw OnnxTable.unexpected(failed);
        }
    }

    /** Makes options that have ended a run usable again. */
    static void renew(MemorySegment options) throws Throwable {
        OnnxTable.check((MemorySegment) RUN_OPTIONS_UNSET_TERMINATE.invokeExact(options));
    }

    static void releaseRunOptions(MemorySegment options) throws Throwable {
        RELEASE_RUN_OPTIONS.invokeExact(options);
    }

    /** An FP32 tensor of elements that stay where they are. */
    static MemorySegment newTensor(
            MemorySegment memoryInfo,
            MemorySegment elements,
            MemorySegment shape,
            MemorySegment out)
            throws Throwable {
        OnnxTable.check(
                (MemorySegment)
                        CREATE_TENSOR_WITH_DATA_AS_ORT_VALUE.invokeExact(
                                memoryInfo,
                                elements,
                                elements.byteSize(),
                                shape,
                                shape.byteSize() / Long.BYTES,
                                FLOAT,
                                out));
        return out.get(ADDRESS, 0);
    }

    static void releaseValue(MemorySegment value) throws Throwable {
        RELEASE_VALUE.invokeExact(value);
    }

    /**
     * Runs with one input and one output.
     *
     * @param outputs holds null for a tensor that the runtime makes, or one that it writes to
     */
    static void run(
            ForeignSession session,
            MemorySegment options,
            MemorySegment inputs,
            MemorySegment outputs)
            throws Throwable {
        OnnxTable.check(
                (MemorySegment)
                        RUN.invokeExact(
                                session.handle(),
                                options,
                                session.inputNames(),
                                inputs,
                                1L,
                                session.outputNames(),
                                1L,
                                outputs));
    }

    static MemorySegment typeAndShape(MemorySegment value, MemorySegment out) throws Throwable {
        OnnxTable.check((MemorySegment) GET_TENSOR_TYPE_AND_SHAPE.invokeExact(value, out));
        return out.get(ADDRESS, 0);
    }

    static void releaseTypeAndShape(MemorySegment info) throws Throwable {
        RELEASE_TENSOR_TYPE_AND_SHAPE_INFO.invokeExact(info);
    }

    static boolean isFloat(MemorySegment info, MemorySegment out) throws Throwable {
        OnnxTable.check((MemorySegment) GET_TENSOR_ELEMENT_TYPE.invokeExact(info, out));
        return out.get(JAVA_INT, 0) == FLOAT;
    }

    static long rank(MemorySegment info, MemorySegment out) throws Throwable {
        OnnxTable.check((MemorySegment) GET_DIMENSIONS_COUNT.invokeExact(info, out));
        return out.get(JAVA_LONG, 0);
    }

    static void readShape(MemorySegment info, MemorySegment shape, long rank) throws Throwable {
        OnnxTable.check((MemorySegment) GET_DIMENSIONS.invokeExact(info, shape, rank));
    }

    /** Where a tensor's elements lie, without their size. */
    static MemorySegment elements(MemorySegment value, MemorySegment out) throws Throwable {
        OnnxTable.check((MemorySegment) GET_TENSOR_MUTABLE_DATA.invokeExact(value, out));
        return out.get(ADDRESS, 0);
    }
}
