package dev.slipway.inference.dialect.oip.json;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.ElementStore;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Shapes;
import dev.slipway.inference.tensor.Signatures;
import dev.slipway.inference.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the inputs of a request. An input's data may come before its name, type or shape: its place
 * in the body is then noted, and it is read when the rest is known. Binary data is taken in the
 * order of the inputs that announce it.
 */
final class InputsReader {
    private static final int MOST_DIMENSIONS = 64;
    private static final int NO_DATA = -1;
    private static final int NO_ARRAY = -2;
    private static final long NOT_BINARY = -1;

    private final JsonPart part;
    private final ModelSignature signature;
    private final RequestMemory memory;
    private final Members members;
    private final TextMemory texts;
    private final BinaryTensors binary;
    private final Map<String, Tensor> tensors = new HashMap<>();

    InputsReader(
            JsonPart part,
            ModelSignature signature,
            RequestMemory memory,
            Members members,
            TextMemory texts,
            BinaryTensors binary) {
        this.part = part;
        this.signature = signature;
        this.memory = memory;
        this.members = members;
        this.texts = texts;
        this.binary = binary;
    }

    Map<String, Tensor> tensors() {
        return tensors;
    }

    void read(JsonParser in) {
        Fields.array(in, "inputs");
        while (in.nextToken() != JsonToken.END_ARRAY) {
            readInput(in);
        }
    }

    private void readInput(JsonParser in) {
        Fields.object(in, "an entry of 'inputs'");
        String name = null;
        DataType type = null;
        long[] shape = null;
        Tensor tensor = null;
        int dataAt = NO_DATA;
        long binarySize = NOT_BINARY;
        while (members.next(in)) {
            switch (in.currentName()) {
                case "name" -> name = Fields.text(in, "name", texts);
                case "datatype" -> type = datatype(in);
                case "shape" -> shape = shape(in);
                case "parameters" -> binarySize = binarySize(in);
                case "data" -> {
                    if (name != null && type != null && shape != null) {
                        tensor = tensor(in, 0, name, type, shape);
                        dataAt = 0;
                    } else {
                        dataAt = placeOfArray(in);
                        members.skip(in);
                    }
                }
                default -> members.skip(in);
            }
        }
        if (name == null || type == null || shape == null) {
            throw Fields.invalid("each input needs 'name', 'datatype', 'shape' and 'data'");
        }
        if (tensor == null || binarySize != NOT_BINARY) {
            tensor = laterOrBinary(name, type, shape, dataAt, binarySize);
        }
        if (tensors.putIfAbsent(name, tensor) != null) {
            throw Refusal.invalidInput("input '" + name + "' is given twice").asException();
        }
    }

    private static int placeOfArray(JsonParser in) {
        return in.currentToken() == JsonToken.START_ARRAY
                ? (int) in.currentTokenLocation().getByteOffset()
                : NO_ARRAY;
    }

    private Tensor laterOrBinary(
            String name, DataType type, long[] shape, int dataAt, long binarySize) {
        if (binarySize == NOT_BINARY) {
            if (dataAt == NO_DATA) {
                throw Refusal.invalidInput("input '" + name + "' has no data").asException();
            }
            if (dataAt == NO_ARRAY) {
                throw TensorReader.noArray(name);
            }
            return later(dataAt, name, type, shape);
        }
        if (dataAt != NO_DATA) {
            throw Refusal.invalidInput(
                            "input '"
                                    + name
                                    + "' has both 'data' and 'binary_data_size'; give one of them")
                    .asException();
        }
        checkSpec(name, type, shape);
        return binary.take(name, type, shape, binarySize);
    }

    private long binarySize(JsonParser in) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            members.skip(in);
            return NOT_BINARY;
        }
        long size = NOT_BINARY;
        while (members.next(in)) {
            if (!in.currentName().equals("binary_data_size")) {
                members.skip(in);
                continue;
            }
            if (in.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || in.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    || in.getLongValue() < 0) {
                throw Fields.invalid("'binary_data_size' must be a number of bytes, 0 or more");
            }
            size = in.getLongValue();
        }
        return size;
    }

    private Tensor later(int at, String name, DataType type, long[] shape) {
        try (JsonParser in = part.parserAt(at)) {
            in.nextToken();
            return tensor(in, at, name, type, shape);
        }
    }

    private Tensor tensor(JsonParser in, int at, String name, DataType type, long[] shape) {
        checkSpec(name, type, shape);
        if (type == DataType.FP16 || type == DataType.BF16) {
            throw Refusal.invalidInput(
                            "input '"
                                    + name
                                    + "' is "
                                    + type
                                    + ", which JSON cannot carry; send it as binary data")
                    .asException();
        }
        int count;
        try {
            count = Shapes.count(shape);
        } catch (ArithmeticException tooMany) {
            count = Integer.MAX_VALUE;
        }
        // Each element takes at least a character and a comma, so a shape that claims more than
        // the JSON can hold is refused before memory is taken for it.
        if (count > part.length()) {
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
                        new TextMemory(memory, part.body(), at));
        return new Tensor(type, shape, reader.read());
    }

    private void checkSpec(String name, DataType type, long[] shape) {
        TensorSpec spec = Signatures.find(signature.inputs(), name).orElse(null);
        if (spec == null) {
            throw Refusal.invalidInput(
                            "input '"
                                    + name
                                    + "' is unknown; the model takes "
                                    + Signatures.names(signature.inputs()))
                    .asException();
        }
        ElementStore.check(Signatures.check(spec, type, shape));
    }

    private DataType datatype(JsonParser in) {
        String word = Fields.text(in, "datatype", texts);
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
        Fields.array(in, "shape");
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
        return Arrays.copyOf(shape, rank);
    }
}
