package dev.slipway.inference.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A session of ONNX Runtime's C interface with the settings that {@link OnnxEngineFactory} gives
 * one, and what its runs share; the numbers are positions in {@link OnnxTable}.
 */
final class ForeignSession implements AutoCloseable {
    private static final int WARNING = 2;
    private static final int THREADS = 1;
    private static final int DEVICE_ALLOCATOR = 0;
    private static final int DEFAULT_MEMORY = 0;

    private static final MethodHandle CREATE_ENV = OnnxTable.pointer(3, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle CREATE_SESSION_FROM_ARRAY =
            OnnxTable.pointer(8, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
    private static final MethodHandle CREATE_SESSION_OPTIONS = OnnxTable.pointer(10, ADDRESS);
    private static final MethodHandle SET_INTRA_OP_NUM_THREADS =
            OnnxTable.pointer(24, ADDRESS, JAVA_INT);
    private static final MethodHandle SET_INTER_OP_NUM_THREADS =
            OnnxTable.pointer(25, ADDRESS, JAVA_INT);
    private static final MethodHandle CREATE_CPU_MEMORY_INFO =
            OnnxTable.pointer(69, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle RELEASE_ENV = OnnxTable.release(92);
    private static final MethodHandle RELEASE_MEMORY_INFO = OnnxTable.release(94);
    private static final MethodHandle RELEASE_SESSION = OnnxTable.release(95);
    private static final MethodHandle RELEASE_SESSION_OPTIONS = OnnxTable.release(100);
    private static final MethodHandle ADD_SESSION_CONFIG_ENTRY =
            OnnxTable.pointer(130, ADDRESS, ADDRESS, ADDRESS);

    /** Its memory lives as long as this session is reachable. */
    private final Arena arena = Arena.ofAuto();

    private final MemorySegment inputNames = arena.allocateFrom(ADDRESS, arena.allocateFrom("x"));
    private final MemorySegment outputNames = arena.allocateFrom(ADDRESS, arena.allocateFrom("y"));
    private final MemorySegment environment;
    private final MemorySegment memoryInfo;
    private final MemorySegment handle;

    ForeignSession(byte[] model) throws Throwable {
        MemorySegment out = arena.allocate(ADDRESS);
        // The process has one environment; this is another reference to it.
        OnnxTable.check(
                (MemorySegment) CREATE_ENV.invokeExact(WARNING, arena.allocateFrom("test"), out));
        environment = out.get(ADDRESS, 0);
        OnnxTable.check(
                (MemorySegment)
                        CREATE_CPU_MEMORY_INFO.invokeExact(DEVICE_ALLOCATOR, DEFAULT_MEMORY, out));
        memoryInfo = out.get(ADDRESS, 0);
        handle = created(environment, model);
    }

    private static MemorySegment created(MemorySegment environment, byte[] model) throws Throwable {
        try (Arena loading = Arena.ofConfined()) {
            MemorySegment out = loading.allocate(ADDRESS);
            OnnxTable.check((MemorySegment) CREATE_SESSION_OPTIONS.invokeExact(out));
            MemorySegment options = out.get(ADDRESS, 0);
            try {
                OnnxTable.check(
                        (MemorySegment) SET_INTRA_OP_NUM_THREADS.invokeExact(options, THREADS));
                OnnxTable.check(
                        (MemorySegment) SET_INTER_OP_NUM_THREADS.invokeExact(options, THREADS));
                forbid(options, "session.intra_op.allow_spinning", loading);
                forbid(options, "session.inter_op.allow_spinning", loading);
                MemorySegment bytes = loading.allocateFrom(JAVA_BYTE, model);
                OnnxTable.check(
                        (MemorySegment)
                                CREATE_SESSION_FROM_ARRAY.invokeExact(
                                        environment, bytes, bytes.byteSize(), options, out));
                return out.get(ADDRESS, 0);
            } finally {
                RELEASE_SESSION_OPTIONS.invokeExact(options);
            }
        }
    }

    private static void forbid(MemorySegment options, String key, Arena arena) throws Throwable {
        OnnxTable.check(
                (MemorySegment)
                        ADD_SESSION_CONFIG_ENTRY.invokeExact(
                                options, arena.allocateFrom(key), arena.allocateFrom("0")));
    }

    MemorySegment handle() {
        return handle;
    }

    MemorySegment memoryInfo() {
        return memoryInfo;
    }

    /** An array of one: {@code x}. */
    MemorySegment inputNames() {
        return inputNames;
    }

    /** An array of one: {@code y}. */
    MemorySegment outputNames() {
        return outputNames;
    }

    @Override
    public void close() {
        try {
            RELEASE_SESSION.invokeExact(handle);
            RELEASE_MEMORY_INFO.invokeExact(memoryInfo);
            RELEASE_ENV.invokeExact(environment);
        } catch (Throwable failed) {
            throw OnnxTable.unexpected(failed);
        }
    }
}
