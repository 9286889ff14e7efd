package dev.slipway.inference.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.slipway.inference.engine.EngineThreads;
import dev.slipway.inference.tensor.BufferLease;
import dev.slipway.inference.tensor.BufferPool;
import dev.slipway.inference.tensor.BufferPoolSettings;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.DirectElements;
import dev.slipway.inference.tensor.Elements;
import dev.slipway.inference.tensor.Shapes;
import dev.slipway.inference.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Ways of one graph's FP32 output {@code y} from the runtime to requests of one row each, which all
 * get an array of their own. Every run has the same input {@code x}; its options are kept.
 */
final class PinnedCaller implements AutoCloseable {
    private static final Set<String> Y = Set.of("y");

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final OrtSession.RunOptions options;
    private final Tensor x;
    private final long[] shape;
    private final int bytes;
    private final BufferPool pool = new BufferPool(new BufferPoolSettings(16 << 20));
    private final Tensor keptPlace;
    private final OnnxTensor kept;

    /**
     * Loads the library where no test before has done so.
     *
     * @param folder where it is unpacked; it may go once this is made
     * @param shape of the output
     */
    PinnedCaller(Path folder, byte[] model, Tensor x, long[] shape) throws OrtException {
        this.environment = OnnxEnvironment.get(folder.resolve("native"), "");
        this.session = created(environment, model);
        this.options = new OrtSession.RunOptions();
        this.x = x;
        this.shape = shape;
        this.bytes = Shapes.count(shape) * Float.BYTES;
        this.keptPlace =
                new Tensor(
                        DataType.FP32,
                        shape,
                        DirectElements.of(DataType.FP32, Shapes.count(shape), new float[0]));
        this.kept = OnnxTensors.toOnnx(environment, keptPlace);
    }

    private static OrtSession created(OrtEnvironment environment, byte[] model)
            throws OrtException {
        try (OrtSession.SessionOptions settings = new OrtSession.SessionOptions()) {
            OnnxEngineFactory.use(settings, EngineThreads.sleeping(1));
            return environment.createSession(model, settings);
        }
    }

    /** The runtime makes the output, all of it is copied to the heap, and each part from there. */
    Tensor[] throughRuntime() throws OrtException {
        Tensor whole;
        try (OnnxTensor input = OnnxTensors.toOnnx(environment, x);
                OrtSession.Result result = session.run(Map.of("x", input), Y, options)) {
            whole = OnnxTensors.fromOnnx((OnnxTensor) result.get(0));
        }
        if (whole.rows() == 1) {
            return new Tensor[] {whole}; // The answer of a request that runs alone.
        }
        Tensor[] parts = new Tensor[whole.rows()];
        for (int row = 0; row < parts.length; row++) {
            parts[row] = whole.slice(row, 1);
        }
        return parts;
    }

    /** The runtime writes to a buffer of a pool, and each part is copied from there. */
    Tensor[] throughLent() throws OrtException {
        BufferLease lease = new BufferLease(pool);
        try {
            Tensor place =
                    new Tensor(
                            DataType.FP32,
                            shape.clone(),
                            DirectElements.in(lease.lend(bytes), DataType.FP32));
            try (OnnxTensor output = OnnxTensors.toOnnx(environment, place)) {
                return parts(place, output);
            }
        } finally {
            lease.release();
        }
    }

    /** The same with a buffer that nobody else has, so that what the runtime needs is kept too. */
    Tensor[] throughKept() throws OrtException {
        return parts(keptPlace, kept);
    }

    private Tensor[] parts(Tensor place, OnnxTensor output) throws OrtException {
        try (OnnxTensor input = OnnxTensors.toOnnx(environment, x);
                OrtSession.Result _ =
                        session.run(Map.of("x", input), Set.of(), Map.of("y", output), options)) {
            Tensor[] parts = new Tensor[place.rows()];
            int count = place.count() / parts.length;
            for (int row = 0; row < parts.length; row++) {
                float[] part = new float[count];
                Elements.copy(place, row * count, part, 0, count);
                long[] own = shape.clone();
                own[0] = 1;
                parts[row] = new Tensor(DataType.FP32, own, part);
            }
            return parts;
        }
    }

    @Override
    public void close() {
        try {
            kept.close();
            options.close();
            session.close();
        } catch (OrtException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
