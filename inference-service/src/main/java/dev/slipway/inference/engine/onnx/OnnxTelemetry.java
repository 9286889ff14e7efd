package dev.slipway.inference.engine.onnx;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the runtime's telemetry off. Since 1.29 its Linux builds report to their maker unless a
 * variable forbids it before the library is loaded; besides, the reporting reads this process's
 * command line with a recursive expression and dies of a long one. Java cannot set a variable of
 * its own process, C can.
 */
@SuppressWarnings("restricted")
final class OnnxTelemetry {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxTelemetry.class);
    private static final String FORBIDDEN = "ORT_DISABLE_TELEMETRY";
    private static final int OVERWRITE = 1;

    private OnnxTelemetry() {}

    static void forbid() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> setenv = linker.defaultLookup().find("setenv");
        if (setenv.isEmpty()) {
            return; // Windows' builds have another kind, which this platform does not run on.
        }
        FunctionDescriptor form =
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT);
        try (Arena arena = Arena.ofConfined()) {
            int failed =
                    (int)
                            linker.downcallHandle(setenv.get(), form)
                                    .invokeExact(
                                            arena.allocateFrom(FORBIDDEN),
                                            arena.allocateFrom("1"),
                                            OVERWRITE);
            if (failed != 0) {
                LOG.warn("the runtime's telemetry could not be forbidden; set {}=1", FORBIDDEN);
            }
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable failed) {
            throw new IllegalStateException("setenv failed", failed);
        }
    }
}
