package dev.slipway.inference.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.engine.AnswerMemory;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import dev.slipway.inference.tensor.Tensor;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One session. Its runs may be parallel; a cancelled run is terminated between two nodes. */
final class OnnxEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxEngine.class);
    private static final String DETAIL = "Status Message: ";
    private static final int LONGEST_DETAIL = 200;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Map<String, OnnxClassScores> classScores;
    private final boolean quantisesDynamically;
    private final KeptRunOptions kept = new KeptRunOptions();

    /** Of the last run: most requests want the same outputs. */
    private volatile Wanted lastWanted = Wanted.of(List.of());

    /** Names of outputs as requests have them and as the runtime takes them, in one order. */
    private record Wanted(List<String> names, Set<String> set) {
        static Wanted of(List<String> names) {
            List<String> kept = List.copyOf(names);
            return new Wanted(kept, Collections.unmodifiableSet(new LinkedHashSet<>(kept)));
        }
    }

    OnnxEngine(
            OrtEnvironment environment,
            OrtSession session,
            ModelSignature signature,
            boolean quantisesDynamically) {
        this.environment = environment;
        this.session = session;
        this.quantisesDynamically = quantisesDynamically;
        this.classScores = OnnxClassScores.of(signature);
    }

    @Override
    public void run(EngineRequest request, AnswerSink sink) {
        Map<String, Tensor> outputs;
        try {
            outputs = outputs(request);
        } catch (OrtException failed) {
            sink.refuse(refusal(failed, request));
            return;
        } catch (RefusedException full) {
            sink.refuse(full.refusal());
            return;
        }
        sink.answer(outputs);
        sink.complete();
    }

    private Map<String, Tensor> outputs(EngineRequest request) throws OrtException {
        OrtSession.RunOptions options = kept.take();
        try {
            return outputs(request, options);
        } finally {
            kept.giveBack(options, request.cancel().isCancelled());
        }
    }

    private Map<String, Tensor> outputs(EngineRequest request, OrtSession.RunOptions options)
            throws OrtException {
        Map<String, OnnxTensorLike> inputs = HashMap.newHashMap(request.inputs().size());
        try (CancelToken.Registration _ = request.cancel().onCancel(() -> terminate(options))) {
            for (Map.Entry<String, Tensor> input : request.inputs().entrySet()) {
                inputs.put(input.getKey(), OnnxTensors.toOnnx(environment, input.getValue()));
            }
            try (OrtSession.Result result =
                    session.run(inputs, wanted(request.outputs()), options)) {
                return read(result, request.memory());
            }
        } finally {
            inputs.values().forEach(OnnxTensorLike::close);
        }
    }

    private Set<String> wanted(List<String> names) {
        Wanted wanted = lastWanted;
        if (!wanted.names.equals(names)) {
            wanted = Wanted.of(names);
            lastWanted = wanted;
        }
        return wanted.set;
    }

    /** Large outputs are charged before they are copied, with what is copied on the way. */
    private Map<String, Tensor> read(OrtSession.Result result, AnswerMemory memory)
            throws OrtException {
        long large = 0;
        long onTheWay = 0;
        for (Map.Entry<String, OnnxValue> output : result) {
            if (output.getValue() instanceof OnnxTensor tensor) {
                long bytes = OnnxTensors.bytesOnHeap(tensor);
                large += bytes;
                onTheWay += OnnxTensors.isCopiedTwice(tensor) ? bytes : 0;
            }
        }
        Refusal full = large == 0 ? null : memory.holdOnHeap(large + onTheWay);
        if (full != null) {
            throw full.asException();
        }
        boolean isRead = false;
        try {
            Map<String, Tensor> outputs = read(result);
            // Of maps it is known only now how large they are as a tensor.
            long scores = AnswerMemory.bytes(outputs) - large;
            Refusal fullOfScores = scores == 0 ? null : memory.holdOnHeap(scores);
            if (fullOfScores != null) {
                throw fullOfScores.asException();
            }
            isRead = true;
            return outputs;
        } finally {
            memory.giveBackHeap(isRead ? onTheWay : large + onTheWay);
        }
    }

    private Map<String, Tensor> read(OrtSession.Result result) throws OrtException {
        Map<String, Tensor> outputs = new HashMap<>();
        for (Map.Entry<String, OnnxValue> output : result) {
            OnnxClassScores scores = classScores.get(output.getKey());
            if (scores != null) {
                outputs.put(output.getKey(), scores.tensor(output.getValue()));
                continue;
            }
            if (!(output.getValue() instanceof OnnxTensor tensor)) {
                throw new OrtException("output '" + output.getKey() + "' is not a tensor");
            }
            outputs.put(output.getKey(), OnnxTensors.fromOnnx(tensor));
        }
        return outputs;
    }

    private static void terminate(OrtSession.RunOptions options) {
        try {
            options.setTerminate(true);
        } catch (OrtException failed) {
            LOG.warn("a run could not be terminated", failed);
        }
    }

    private static Refusal refusal(OrtException failed, EngineRequest request) {
        if (request.cancel().isCancelled()) {
            return new Refusal(ErrorCode.DEADLINE_EXCEEDED, "the run was cancelled");
        }
        if (failed.getCode() == OrtException.OrtErrorCode.ORT_INVALID_ARGUMENT) {
            return Refusal.invalidInput("the model refuses these values" + detail(failed));
        }
        LOG.warn("a run failed", failed);
        return Refusal.engineFailed(
                "the model failed on this input; check its values and shapes" + detail(failed));
    }

    /** The runtime's own words about the values, unless they speak of files. */
    private static String detail(OrtException failed) {
        String message = String.valueOf(failed.getMessage());
        int at = message.lastIndexOf(DETAIL);
        if (at < 0) {
            return "";
        }
        String detail = message.substring(at + DETAIL.length()).strip();
        boolean internal =
                detail.length() > LONGEST_DETAIL
                        || detail.contains("/")
                        || detail.contains("::")
                        || detail.contains("\n");
        return internal ? "" : ": " + detail;
    }

    @Override
    public boolean quantisesDynamically() {
        return quantisesDynamically;
    }

    @Override
    public void close() {
        kept.close();
        try {
            session.close();
        } catch (OrtException failed) {
            LOG.warn("a session could not be closed", failed);
        }
    }
}
