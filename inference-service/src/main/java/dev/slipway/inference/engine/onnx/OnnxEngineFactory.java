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
import dev.slipway.inference.tensor.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sessions of ONNX Runtime. */
final class OnnxEngineFactory implements EngineFactory {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxEngineFactory.class);

    /** The runtime's words for a graph that wants the processor where that is not in the list. */
    private static final String NO_PROCESSOR = "fallback to CPU EP has been explicitly disabled";

    private final OrtEnvironment environment;
    private final OnnxProviders providers;

    OnnxEngineFactory(OrtEnvironment environment, EngineSettings settings) {
        this.environment = environment;
        this.providers = OnnxProviders.tried(environment, settings);
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

    private static String reason(OrtException refused) {
        if (String.valueOf(refused.getMessage()).contains(NO_PROCESSOR)) {
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
