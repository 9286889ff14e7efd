package dev.slipway.inference.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.DirectElements;
import dev.slipway.inference.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;

/**
 * The runtime's Java interface by one thread that keeps what its runs need: their options, memory
 * for inputs that come from the heap, and memory that the runtime writes the output to. Every run
 * has the same shapes.
 */
final class KeptJavaCaller implements Caller {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final OrtSession.RunOptions options;
    private final FloatBuffer input;
    private final OnnxTensor inputTensor;
    private final FloatBuffer output;
    private final long[] outputShape;
    private final Map<String, OnnxTensor> outputs;

    /**
     * Needs the library to be loaded.
     *
     * @param x of the shape of all inputs
     * @param y of the shape of all outputs
     */
    KeptJavaCaller(byte[] model, Tensor x, Tensor y) throws OrtException {
        session = created(environment, model);
        options = new OrtSession.RunOptions();
        input = zeros(x.count());
        inputTensor = OnnxTensor.createTensor(environment, input, x.shape());
        output = zeros(y.count());
        outputShape = y.shape();
        outputs = Map.of("y", OnnxTensor.createTensor(environment, output, outputShape));
    }

    /** With the settings that {@link OnnxEngineFactory} gives one. */
    private static OrtSession created(OrtEnvironment environment, byte[] model)
            throws OrtException {
        try (OrtSession.SessionOptions settings = new OrtSession.SessionOptions()) {
            settings.setIntraOpNumThreads(1);
            settings.setInterOpNumThreads(1);
            settings.addConfigEntry("session.intra_op.allow_spinning", "0");
            settings.addConfigEntry("session.inter_op.allow_spinning", "0");
            return environment.createSession(model, settings);
        }
    }

    private static FloatBuffer zeros(int count) {
        return (FloatBuffer) DirectElements.of(DataType.FP32, count, new float[0]);
    }

    @Override
    public Tensor answer(EngineRequest request) throws OrtException {
        Tensor x = Caller.x(request);
        try (CancelToken.Registration _ = request.cancel().onCancel(this::terminate)) {
            if (x.data() instanceof float[] onHeap) {
                input.put(0, onHeap);
                return run(inputTensor);
            }
            try (OnnxTensor outside = OnnxTensors.toOnnx(environment, x)) {
                return run(outside);
            }
        } finally {
            if (request.cancel().isCancelled()) {
                options.setTerminate(false);
            }
        }
    }

    private Tensor run(OnnxTensor x) throws OrtException {
        try (OrtSession.Result _ = session.run(Map.of("x", x), Set.of(), outputs, options)) {
            float[] y = new float[output.capacity()];
            output.get(0, y);
            return Tensor.floats(y, outputShape.clone());
        }
    }

    private void terminate() {
        try {
            options.setTerminate(true);
        } catch (OrtException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        try {
            outputs.values().forEach(OnnxTensor::close);
            inputTensor.close();
            options.close();
            session.close();
        } catch (OrtException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
