package dev.slipway.inference.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The table of functions that is ONNX Runtime's C interface ({@code struct OrtApi}), of the library
 * that the runtime's Java package has loaded: it must have done so before this class is used.
 *
 * <p>A function's position is the number of members in front of it, counted by a program in
 * onnxruntime_c_api.h of 1.29.0 without its comments: each of ORT_API2_STATUS(NAME, …),
 * ORT_CLASS_RELEASE(NAME), which declares ReleaseNAME, and the pointers that are written out is one
 * member. The table grows at its end only, which the runtime's own sources assert at the end of
 * each version; the same count gives their figures:
 *
 * <pre>
 * last function of     name                            position
 * version 1            ReleaseCustomOpDomain                101
 * version 2            ReleaseModelMetadata                 118
 * version 3            AddFreeDimensionOverrideByName       124
 * version 4            ReleaseAvailableProviders            126
 * version 5            SetGlobalSpinControl                 149
 * </pre>
 */
@SuppressWarnings("restricted")
final class OnnxTable {
    /** The first one that has all functions of these tests. */
    private static final int VERSION = 5;

    private static final int FUNCTIONS = 150;
    private static final int GET_API = 0;
    private static final AddressLayout LAYOUT =
            ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(FUNCTIONS, ADDRESS));

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemorySegment TABLE = table();

    private static final MethodHandle GET_ERROR_MESSAGE = pointer(2, ADDRESS);
    private static final MethodHandle RELEASE_STATUS = release(93);

    private OnnxTable() {}

    private static MemorySegment table() {
        MemorySegment getApiBase =
                SymbolLookup.loaderLookup()
                        .find("OrtGetApiBase")
                        .orElseThrow(() -> new IllegalStateException("ONNX Runtime is not loaded"));
        MemorySegment table;
        try {
            MemorySegment base =
                    (MemorySegment)
                            LINKER.downcallHandle(getApiBase, FunctionDescriptor.of(LAYOUT))
                                    .invokeExact();
            MethodHandle getApi =
                    LINKER.downcallHandle(
                            base.getAtIndex(ADDRESS, GET_API),
                            FunctionDescriptor.of(LAYOUT, JAVA_INT));
            table = (MemorySegment) getApi.invokeExact(VERSION);
        } catch (Throwable failed) {
            throw unexpected(failed);
        }
        if (table.address() == 0) {
            throw new IllegalStateException("ONNX Runtime has no such version of its C interface");
        }
        return table;
    }

    /** A function that returns a pointer: a status, if its name does not say otherwise. */
    static MethodHandle pointer(int position, MemoryLayout... arguments) {
        return function(position, FunctionDescriptor.of(ADDRESS, arguments));
    }

    /** A function that takes back what another one has made. */
    static MethodHandle release(int position) {
        return function(position, FunctionDescriptor.ofVoid(ADDRESS));
    }

    private static MethodHandle function(int position, FunctionDescriptor form) {
        return LINKER.downcallHandle(TABLE.getAtIndex(ADDRESS, position), form);
    }

    /** A status that is not null is an error. */
    static void check(MemorySegment status) throws Throwable {
        if (status.address() == 0) {
            return;
        }
        MemorySegment message = (MemorySegment) GET_ERROR_MESSAGE.invokeExact(status);
        String text = message.reinterpret(Long.MAX_VALUE).getString(0);
        RELEASE_STATUS.invokeExact(status);
        throw new IllegalStateException(text);
    }

    /** For what a method handle declares and no function of the table throws. */
    static IllegalStateException unexpected(Throwable failed) {
        if (failed instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failed instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("ONNX Runtime's C interface failed", failed);
    }
}
