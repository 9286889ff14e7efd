package dev.slipway.inference.engine.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The process's environment of ONNX Runtime.
 *
 * <p>Its Java interface installs a shutdown hook that releases the environment at once, beside all
 * other hooks; a thread that still runs or loads a graph then faults and takes the JVM down. The
 * environment counts its references, so a second one, taken here through the C interface and never
 * released, makes that hook harmless: this process drains in its own hook and then halts.
 */
@SuppressWarnings("restricted")
final class OnnxEnvironment {
    /** Position of CreateEnv in the table of the C interface, the same since its first version. */
    private static final int CREATE_ENV = 3;

    private static final int FIRST_API = 1;
    private static final int WARNING = 2;
    private static final AddressLayout TABLE =
            ValueLayout.ADDRESS.withTargetLayout(
                    MemoryLayout.sequenceLayout(CREATE_ENV + 1, ValueLayout.ADDRESS));

    private OnnxEnvironment() {}

    /** The same environment each time; the first call unpacks and loads the native library. */
    static OrtEnvironment get(Path nativeDirectory, String libraryDirectory) {
        return Holder.first(nativeDirectory, libraryDirectory);
    }

    private static final class Holder {
        private static boolean kept;

        private static synchronized OrtEnvironment first(
                Path nativeDirectory, String libraryDirectory) {
            if (!kept) {
                OnnxTelemetry.forbid();
                OnnxNatives.use(nativeDirectory, libraryDirectory);
            }
            OrtEnvironment environment =
                    OrtEnvironment.getEnvironment(
                            OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, "slipway");
            if (!kept) {
                keepForEver();
                kept = true;
            }
            return environment;
        }
    }

    private static void keepForEver() {
        Linker linker = Linker.nativeLinker();
        MemorySegment getApiBase =
                SymbolLookup.loaderLookup()
                        .find("OrtGetApiBase")
                        .orElseThrow(() -> new IllegalStateException("ONNX Runtime is not loaded"));
        try {
            MemorySegment base =
                    (MemorySegment)
                            linker.downcallHandle(getApiBase, FunctionDescriptor.of(TABLE))
                                    .invokeExact();
            MethodHandle getApi =
                    linker.downcallHandle(
                            base.getAtIndex(ValueLayout.ADDRESS, 0),
                            FunctionDescriptor.of(TABLE, ValueLayout.JAVA_INT));
            MemorySegment api = (MemorySegment) getApi.invokeExact(FIRST_API);
            MethodHandle createEnv =
                    linker.downcallHandle(
                            api.getAtIndex(ValueLayout.ADDRESS, CREATE_ENV),
                            FunctionDescriptor.of(
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS));
            Arena forEver = Arena.global();
            MemorySegment status =
                    (MemorySegment)
                            createEnv.invokeExact(
                                    WARNING,
                                    forEver.allocateFrom("slipway"),
                                    forEver.allocate(ValueLayout.ADDRESS));
            if (status.address() != 0) {
                throw new IllegalStateException("ONNX Runtime gave no second reference");
            }
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable failed) {
            throw new IllegalStateException("ONNX Runtime's C interface failed", failed);
        }
    }
}
