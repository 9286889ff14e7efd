package dev.slipway.inference.dialect.oip.json;

import dev.slipway.contract.Headers;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Shapes;
import dev.slipway.inference.tensor.Signatures;
import dev.slipway.inference.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Reads a request without JSON: the body is the only input. A first dimension that varies beside
 * another one is the batch, 1; the one other that may vary follows from the length.
 */
final class RawReader {
    private final byte[] body;
    private final ModelSignature signature;
    private final RequestMemory memory;

    RawReader(byte[] body, ModelSignature signature, RequestMemory memory) {
        this.body = body;
        this.signature = signature;
        this.memory = memory;
    }

    InferRequest read() {
        if (signature.inputs().size() != 1) {
            throw invalid(
                    "the model takes " + Signatures.names(signature.inputs()) + ", not one input");
        }
        TensorSpec spec = signature.inputs().getFirst();
        DataType type = DataType.ofWord(spec.datatype()).orElseThrow();
        BinaryTensors binary = new BinaryTensors(body, 0, memory);
        Tensor tensor;
        if (type == DataType.BYTES) {
            tensor = binary.takeText(spec.name(), ones(spec));
        } else {
            tensor = binary.take(spec.name(), type, shape(spec, type), body.length);
        }
        List<String> outputs = signature.outputs().stream().map(TensorSpec::name).toList();
        return new InferRequest(
                null,
                Map.of(spec.name(), tensor),
                outputs,
                new HashSet<>(outputs),
                new byte[0],
                null,
                0);
    }

    private static long[] ones(TensorSpec spec) {
        long[] shape = new long[spec.shape().size()];
        for (int i = 0; i < shape.length; i++) {
            if (spec.shape().get(i) >= 0 && spec.shape().get(i) != 1) {
                throw invalid("the model takes more than one text");
            }
            shape[i] = 1;
        }
        return shape;
    }

    private long[] shape(TensorSpec spec, DataType type) {
        long[] shape = spec.shape().stream().mapToLong(Long::longValue).toArray();
        int varying = 0;
        for (long size : shape) {
            varying += size < 0 ? 1 : 0;
        }
        if (varying == 2 && shape[0] < 0) {
            shape[0] = 1;
            varying--;
        }
        if (varying > 1) {
            throw invalid("more than one dimension of input '" + spec.name() + "' may vary");
        }
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] < 0) {
                shape[i] = 1;
                shape[i] = inferred(spec, type, shape);
            }
        }
        return shape;
    }

    private long inferred(TensorSpec spec, DataType type, long[] shapeOfOne) {
        long one;
        try {
            one = (long) Shapes.count(shapeOfOne) * type.bytes();
        } catch (ArithmeticException tooLarge) {
            one = 0;
        }
        if (one == 0 || body.length % one != 0) {
            throw invalid(
                    "its "
                            + body.length
                            + " bytes do not fill the shape "
                            + Shapes.text(spec.shape())
                            + " of "
                            + type);
        }
        return body.length / one;
    }

    private static RefusedException invalid(String why) {
        return Refusal.invalidInput(
                        "the body cannot be one raw tensor: "
                                + why
                                + "; say the length of a JSON part in"
                                + " "
                                + Headers.JSON_LENGTH)
                .asException();
    }
}
