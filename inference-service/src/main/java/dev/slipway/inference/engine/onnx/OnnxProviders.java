package dev.slipway.inference.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.ExecutionProvider;
import dev.slipway.inference.engine.ProviderPolicy;
import dev.slipway.inference.engine.ProviderUnavailableException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The execution providers that sessions of this process use. Each one was tried once: the runtime
 * looks for a provider's libraries when it is asked for, and for its device when a session is made.
 */
final class OnnxProviders {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxProviders.class);
    private static final Pattern MISSING =
            Pattern.compile("([A-Za-z0-9_.+-]+\\.so[.0-9]*): cannot open shared object file");

    private static final String ALONE = "session.disable_cpu_ep_fallback";

    /** A graph that adds a number to itself. */
    private static final byte[] PROBE =
            Base64.getDecoder()
                    .decode(
                            "CAg6OQoOCgF4CgF4EgF5IgNBZGQSBXByb2JlWg8KAXgSCgoICAESBAoCCAFi"
                                    + "DwoBeRIKCggIARIECgIIAUICEA0=");

    private final List<ExecutionProvider> usable;

    private OnnxProviders(List<ExecutionProvider> usable) {
        this.usable = List.copyOf(usable);
    }

    /**
     * Tries each provider.
     *
     * @throws ProviderUnavailableException when one does not start and the policy is strict, or
     *     when none is left
     */
    static OnnxProviders tried(OrtEnvironment environment, EngineSettings settings) {
        List<ExecutionProvider> usable = new ArrayList<>();
        for (ExecutionProvider provider : settings.executionProviders()) {
            try {
                probe(environment, provider);
                usable.add(provider);
            } catch (OrtException failed) {
                ProviderUnavailableException unavailable = unavailable(provider.kind(), failed);
                if (settings.providerPolicy() == ProviderPolicy.STRICT) {
                    throw unavailable;
                }
                LOG.warn("{} It is left out.", unavailable.getMessage(), failed);
            }
        }
        if (usable.isEmpty()) {
            throw new ProviderUnavailableException(
                    "None of the execution providers " + settings.providers() + " starts.",
                    "Mend one of them, or add cpu at the end of the list.",
                    null);
        }
        LOG.info("models run on {}", usable.stream().map(p -> p.kind().word()).toList());
        return new OnnxProviders(usable);
    }

    /** Those that start, in their order. */
    List<ExecutionProvider> usable() {
        return usable;
    }

    /** The same ones with other options, which only a session that uses them tries. */
    static OnnxProviders of(List<ExecutionProvider> usable) {
        return new OnnxProviders(usable);
    }

    /** Makes sessions of these options use the providers, in their order. */
    void apply(OrtSession.SessionOptions options) throws OrtException {
        for (ExecutionProvider provider : usable) {
            add(options, provider);
        }
        if (usable.getLast().kind() != ExecutionProvider.Kind.CPU) {
            // Otherwise the runtime would add it in silence for whatever the others cannot do.
            options.addConfigEntry(ALONE, "1");
        }
    }

    private static void probe(OrtEnvironment environment, ExecutionProvider provider)
            throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            add(options, provider);
            if (provider.kind() != ExecutionProvider.Kind.CPU) {
                // The graph must not pass because the CPU executed it.
                options.addConfigEntry(ALONE, "1");
            }
            try (OrtSession session = environment.createSession(PROBE, options);
                    OnnxTensor one = OnnxTensor.createTensor(environment, new float[] {1});
                    OrtSession.Result _ = session.run(Map.of("x", one))) {
                LOG.debug("{} executes a graph", provider.kind().word());
            }
        }
    }

    private static void add(OrtSession.SessionOptions options, ExecutionProvider provider)
            throws OrtException {
        switch (provider.kind()) {
            case CPU -> {}
            case CUDA -> {
                try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
                    fill(provider, cuda::add);
                    options.addCUDA(cuda);
                }
            }
            case TENSORRT -> {
                try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(0)) {
                    fill(provider, tensorRt::add);
                    options.addTensorrt(tensorRt);
                }
            }
        }
    }

    /** The runtime's options of any kind: their common type is not public. */
    private interface Options {
        void add(String name, String value) throws OrtException;
    }

    private static void fill(ExecutionProvider provider, Options options) throws OrtException {
        for (Map.Entry<String, String> option : provider.options().entrySet()) {
            options.add(option.getKey(), option.getValue());
        }
    }

    static ProviderUnavailableException unavailable(
            ExecutionProvider.Kind kind, OrtException failed) {
        String start = "The execution provider " + kind.word() + " does not start: ";
        Matcher missing = MISSING.matcher(String.valueOf(failed.getMessage()));
        if (missing.find()) {
            return new ProviderUnavailableException(
                    start + "the library " + missing.group(1) + " is missing.",
                    "Install the package that has it where the dynamic linker finds it (its folder"
                            + " in LD_LIBRARY_PATH), or ask for another provider.",
                    failed);
        }
        if (!compiled(kind)) {
            return new ProviderUnavailableException(
                    start + "this build of the service does not have it.",
                    "Build the service with ./slipway build --cuda, or ask for another provider.",
                    failed);
        }
        return new ProviderUnavailableException(
                start + "the runtime refuses its options or its device (" + failed.getCode() + ").",
                "The cause is in the log. Check the options, and with nvidia-smi that the device"
                        + " is there.",
                failed);
    }

    private static boolean compiled(ExecutionProvider.Kind kind) {
        Set<OrtProvider> compiled = EnumSet.copyOf(OrtEnvironment.getAvailableProviders());
        return compiled.contains(
                switch (kind) {
                    case CPU -> OrtProvider.CPU;
                    case CUDA -> OrtProvider.CUDA;
                    case TENSORRT -> OrtProvider.TENSOR_RT;
                });
    }
}
