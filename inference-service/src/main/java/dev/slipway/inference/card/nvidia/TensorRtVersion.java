package dev.slipway.inference.card.nvidia;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** The version of TensorRT's library as it tells it: a number of which each release has its own. */
@SuppressWarnings("restricted")
final class TensorRtVersion {
    static final String UNTOLD = "untold";

    private TensorRtVersion() {}

    static String of(SymbolLookup library) {
        Optional<MemorySegment> version = library.find("getInferLibVersion");
        if (version.isEmpty()) {
            return UNTOLD;
        }
        try {
            int number =
                    (int)
                            Linker.nativeLinker()
                                    .downcallHandle(
                                            version.get(),
                                            FunctionDescriptor.of(ValueLayout.JAVA_INT))
                                    .invokeExact();
            return Integer.toString(number);
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable failed) {
            throw new IllegalStateException("TensorRT does not tell its version", failed);
        }
    }
}
