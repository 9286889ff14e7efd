package dev.slipway.inference.card.nvidia;

import dev.slipway.inference.card.CardNumbers;
import dev.slipway.inference.card.CardSource;
import dev.slipway.inference.card.Cards;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers what NVIDIA's libraries tell; none of them has to be there. */
@SuppressWarnings("restricted")
public final class NvidiaConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(NvidiaConfiguration.class);
    private static final String NVML = "libnvidia-ml.so.1";

    /** Those that builds of ONNX Runtime are made for, the newest last. */
    private static final List<String> TENSORRT = List.of("libnvinfer.so.10", "libnvinfer.so.11");

    private NvidiaConfiguration() {}

    /** The cards of this machine, numbered as CUDA numbers them for this process. */
    public static Cards cards() {
        SymbolLookup library = library(NVML);
        return new Cards(
                library == null
                        ? CardSource.none()
                        : NvmlSource.of(library, sentence -> LOG.warn("{}", sentence)),
                new CardNumbers(
                        System.getenv("CUDA_VISIBLE_DEVICES"), System.getenv("CUDA_DEVICE_ORDER")),
                System::nanoTime);
    }

    /** The version of TensorRT's library, which the runtime has loaded already. */
    public static String tensorRt() {
        for (String name : TENSORRT) {
            SymbolLookup library = library(name);
            if (library != null) {
                return TensorRtVersion.of(library);
            }
        }
        return TensorRtVersion.UNTOLD;
    }

    private static @Nullable SymbolLookup library(String name) {
        try {
            return SymbolLookup.libraryLookup(name, Arena.global());
        } catch (IllegalArgumentException absent) {
            return null;
        }
    }
}
