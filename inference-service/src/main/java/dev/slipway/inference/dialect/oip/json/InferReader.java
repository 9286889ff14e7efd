package dev.slipway.inference.dialect.oip.json;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.ElementStore;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Shapes;
import dev.slipway.inference.tensor.Signatures;
import dev.slipway.inference.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one inference request. An input's data may come before its name, type or shape: its place
 * in the body is then noted, and it is read when the rest is known.
 */
final class InferReader {
    private static final int MOST_DIMENSIONS = 64;

    private final JsonFactory json;
    private final byte[] body;
    private final ModelSignature signature;
    private final RequestMemory memory;
    private final TextMemory texts;
    private final Members members = new Members();
    private final Map<String, Tensor> inputs = new HashMap<>();
    private final List<String> outputs = new ArrayList<>();
    private @Nullable String id;
    private @Nullable Duration timeout;
    private boolean sawInputs;

    InferReader(JsonFactory json, byte[] body, ModelSignature signature, RequestMemory memory) {
        this.json = json;
        this.body = body;
        this.signature = signature;
        this.memory = memory;
        this.texts = new TextMemory(memory, body, 0);
    }

    InferRequest read() {
        try (JsonParser in = json.createParser(ObjectReadContext.empty(), body)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw invalid("the body must be a JSON object with 'inputs'");
            }
            while (members.next(in)) {
                String field = in.currentName();
                switch (field) {
                    case "id" -> id = text(in, "id");
                    case "inputs" -> readInputs(in);
                    case "outputs" -> readOutputs(in);
                    case "parameters" -> timeout = TimeoutReader.read(in, members);
                    default -> members.skip(in);
                }
            }
            if (in.nextToken() != null) {
                throw Refusal.invalidJson("the body goes on after its JSON object").asException();
            }
        }
        if (!sawInputs) {
            throw invalid("'inputs' is missing; the model takes " + Signatures.names(signature));
        }
        Refusal refusal = Signatures.checkAll(signature, inputs);
        if (refusal != null) {
            throw refusal.asException();
        }
        if (outputs.isEmpty()) {
            signature.outputs().forEach(output -> outputs.add(output.name()));
        }
        return new InferRequest(id, inputs, outputs, timeout);
    }

    private void readInputs(JsonParser in) {
        sawInputs = true;
        array(in, "inputs");
        while (in.nextToken() != JsonToken.END_ARRAY) {
            readInput(in);
        }
    }

    private void readInput(JsonParser in) {
        object(in, "an entry of 'inputs'");
        String name = null;
        DataType type = null;
        long[] shape = null;
        Tensor tensor = null;
        int dataAt = -1;
        while (members.next(in)) {
            String field = in.currentName();
            switch (field) {
                case "name" -> name = text(in, "name");
                case "datatype" -> type = datatype(in);
                case "shape" -> shape = shape(in);
                case "parameters" -> refuseBinary(in);
                case "data" -> {
                    if (name != null && type != null && shape != null) {
                        tensor = tensor(in, 0, name, type, shape);
                        dataAt = 0;
                    } else {
                        dataAt = (int) in.currentTokenLocation().getByteOffset();
                        members.skip(in);
                    }
                }
                default -> members.skip(in);
            }
        }
        if (name == null || type == null || shape == null) {
            throw invalid("each input needs 'name', 'datatype', 'shape' and 'data'");
        }
        if (dataAt < 0) {
            throw Refusal.invalidInput("input '" + name + "' has no data").asException();
        }
        Tensor complete = tensor != null ? tensor : later(dataAt, name, type, shape);
        if (inputs.putIfAbsent(name, complete) != null) {
            throw Refusal.invalidInput("input '" + name + "' is given twice").asException();
        }
    }

    private Tensor later(int at, String name, DataType type, long[] shape) {
        try (JsonParser in =
                json.createParser(ObjectReadContext.empty(), body, at, body.length - at)) {
            in.nextToken();
            return tensor(in, at, name, type, shape);
        }
    }

    private Tensor tensor(JsonParser in, int at, String name, DataType type, long[] shape) {
        TensorSpec spec = Signatures.find(signature.inputs(), name).orElse(null);
        if (spec == null) {
            throw Refusal.invalidInput(
                            "input '"
                                    + name
                                    + "' is unknown; the model takes "
                                    + Signatures.names(signature))
                    .asException();
        }
        if (type == DataType.FP16 || type == DataType.BF16) {
            throw Refusal.invalidInput(
                            "input '" + name + "' is " + type + ", which JSON cannot carry")
                    .asException();
        }
        Refusal refusal = Signatures.check(spec, type, shape);
        if (refusal != null) {
            throw refusal.asException();
        }
        int count;
        try {
            count = Shapes.count(shape);
        } catch (ArithmeticException tooMany) {
            count = Integer.MAX_VALUE;
        }
        // Each element takes at least a character and a comma, so a shape that claims more than
        // the body can hold is refused before memory is taken for it.
        if (count > body.length) {
            throw TensorReader.wrongCount(name, shape);
        }
        TensorReader reader =
                new TensorReader(
                        in,
                        name,
                        type,
                        shape,
                        count,
                        new ElementStore(memory, type, count),
                        new TextMemory(memory, body, at));
        return new Tensor(type, shape, reader.read());
    }

    private void readOutputs(JsonParser in) {
        array(in, "outputs");
        while (in.nextToken() != JsonToken.END_ARRAY) {
            object(in, "an entry of 'outputs'");
            String name = null;
            while (members.next(in)) {
                String field = in.currentName();
                if (field.equals("name")) {
                    name = text(in, "name");
                } else {
                    members.skip(in);
                }
            }
            String wanted = name;
            if (wanted == null) {
                throw invalid("each entry of 'outputs' needs a 'name'");
            }
            if (Signatures.find(signature.outputs(), wanted).isEmpty()) {
                throw invalid("output '" + wanted + "' is unknown");
            }
            if (outputs.contains(wanted)) {
                throw invalid("output '" + wanted + "' is asked for twice");
            }
            outputs.add(wanted);
        }
    }

    private void refuseBinary(JsonParser in) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            members.skip(in);
            return;
        }
        while (members.next(in)) {
            if (in.currentName().equals("binary_data_size")) {
                throw invalid(
                        "binary tensors are not supported yet; send the data as JSON"
                                + " (tritonclient: binary_data=False)");
            }
            members.skip(in);
        }
    }

    private DataType datatype(JsonParser in) {
        String word = text(in, "datatype");
        return DataType.ofWord(word)
                .orElseThrow(() ->
                        Refusal.invalidInput(
                                        "datatype '"
                                                + word
                                                + "' is unknown; use one of the protocol's,"
                                                + " such as FP32 or INT64")
                                .asException());
    }

    private static long[] shape(JsonParser in) {
        array(in, "shape");
        long[] shape = new long[MOST_DIMENSIONS];
        int rank = 0;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            boolean number = in.currentToken() == JsonToken.VALUE_NUMBER_INT;
            if (!number
                    || in.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    || in.getLongValue() < 0) {
                throw Refusal.invalidInput("'shape' must hold numbers from 0 on").asException();
            }
            if (rank == MOST_DIMENSIONS) {
                throw Refusal.invalidInput("'shape' has too many dimensions").asException();
            }
            shape[rank++] = in.getLongValue();
        }
        return java.util.Arrays.copyOf(shape, rank);
    }

    private String text(JsonParser in, String field) {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            throw invalid("'" + field + "' must be a string");
        }
        return texts.readWord(in);
    }

    private static void array(JsonParser in, String field) {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw invalid("'" + field + "' must be an array");
        }
    }

    private static void object(JsonParser in, String what) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw invalid(what + " must be an object");
        }
    }

    private static RefusedException invalid(String message) {
        return Refusal.invalidRequest(message).asException();
    }
}
