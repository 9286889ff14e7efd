package dev.slipway.inference.engine.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineFactory;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.engine.ExecutionProvider;
import dev.slipway.inference.engine.ProviderEngineFactory;
import dev.slipway.inference.tensor.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sessions of ONNX Runtime. */
final class OnnxEngineFactory implements ProviderEngineFactory {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxEngineFactory.class);

    /** The runtime's words for a graph that wants the processor where that is not in the list. */
    private static final String NO_PROCESSOR = "fallback to CPU EP has been explicitly disabled";

    /** The runtime's words for a session that may take no more of its card. */
    private static final String CARD_FULL = "is smaller than requested bytes of";

    private final OrtEnvironment environment;
    private final OnnxProviders providers;

    OnnxEngineFactory(OrtEnvironment environment, EngineSettings settings) {
        this(environment, OnnxProviders.tried(environment, settings));
    }

    private OnnxEngineFactory(OrtEnvironment environment, OnnxProviders providers) {
        this.environment = environment;
        this.providers = providers;
    }

    @Override
    public List<ExecutionProvider> providers() {
        return providers.usable();
    }

    @Override
    public EngineFactory with(List<ExecutionProvider> others) {
        return new OnnxEngineFactory(environment, OnnxProviders.of(others));
    }

    @Override
    public Engine load(Path modelFile, ModelSignature signature, EngineThreads threads)
            throws EngineLoadException {
        for (TensorSpec input : signature.inputs()) {
            DataType type = DataType.ofWord(input.datatype()).orElse(null);
            if (type == null || !OnnxTensors.canBeInput(type)) {
                throw new EngineLoadException(
                        "input '"
                                + input.name()
                                + "' has datatype "
                                + input.datatype()
                                + ", which this runtime cannot pass");
            }
        }
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            use(options, threads);
            providers.apply(options);
            OrtSession session = environment.createSession(modelFile.toString(), options);
            try {
                check(session.getInputNames(), session.getOutputNames(), signature);
                boolean quantises = OnnxOperators.quantiseDynamically(modelFile);
                return new OnnxEngine(environment, session, signature, quantises);
            } catch (EngineLoadException | IOException other) {
                session.close();
                throw other;
            }
        } catch (IOException unreadable) {
            throw new EngineLoadException("the model's file cannot be read", unreadable);
        } catch (OrtException refused) {
            LOG.warn("ONNX Runtime refuses a graph", refused);
            throw new EngineLoadException(reason(refused), refused);
        }
    }

    /**
     * Threads that spun between runs would starve every other model of this machine, so a session
     * whose threads may spin is told to stop when its last run ends.
     */
    static void use(OrtSession.SessionOptions options, EngineThreads threads) throws OrtException {
        options.setIntraOpNumThreads(threads.count());
        options.setInterOpNumThreads(1);
        options.addConfigEntry("session.intra_op.allow_spinning", threads.spinning() ? "1" : "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        if (threads.spinning()) {
            options.addConfigEntry("session.force_spinning_stop", "1");
        }
    }

    @Override
    public String runtime() {
        return "ONNX Runtime " + environment.getVersion();
    }

    static String reason(OrtException refused) {
        String message = String.valueOf(refused.getMessage());
        if (message.contains(CARD_FULL)) {
            return "this graph needs more of its card than its gpu_mem_limit allows; raise that";
        }
        if (message.contains(NO_PROCESSOR)) {
            return "some of this graph's nodes run on the processor only; add cpu at the end of"
                    + " SLIPWAY_EXECUTION_PROVIDERS";
        }
        return "ONNX Runtime cannot load this graph ("
                + refused.getCode()
                + "); check that its operators and opset are supported";
    }

    private static void check(Set<String> inputs, Set<String> outputs, ModelSignature signature)
            throws EngineLoadException {
        boolean same =
                signature.inputs().size() == inputs.size()
                        && signature.inputs().stream()
                                .allMatch(input -> inputs.contains(input.name()))
                        && signature.outputs().stream()
                                .allMatch(output -> outputs.contains(output.name()));
        if (!same) {
            throw new EngineLoadException(
                    "the graph's inputs and outputs are not those of the version's signature");
        }
    }
}
