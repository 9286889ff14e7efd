package dev.slipway.inference.dialect.oip.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferRequest.InferInputTensor;
import dev.slipway.contract.openinference.ModelInferResponse;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.ElementStore;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.ReservedParameters;
import dev.slipway.inference.dialect.oip.WantedOutputs;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import dev.slipway.inference.tensor.Signatures;
import dev.slipway.inference.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one inference request. Where the contents of inputs stand is noted first; they are read
 * once everything else is known and checked. Its sentences are those of the JSON form.
 */
final class InferMessageReader {
    static final int LENGTH_DELIMITED = 2;
    private static final int VARINT = 0;
    private static final int MOST_DIMENSIONS = 64;

    /** Where some bytes stand in the message. */
    record Place(int at, int length) {}

    private final byte[] body;
    private final ModelSignature signature;
    private final RequestMemory memory;
    private final Words words;
    private final List<InputHead> heads = new ArrayList<>();
    private final List<Place> raw = new ArrayList<>();
    private final WantedOutputs outputs;
    private final ModelInferResponse.Builder parameters = ModelInferResponse.newBuilder();
    private final ReservedParameters reserved = new ReservedParameters();
    private int parameterBytes;
    private @Nullable String id;

    InferMessageReader(byte[] body, ModelSignature signature, RequestMemory memory) {
        this.body = body;
        this.signature = signature;
        this.memory = memory;
        this.words = new Words(body, memory);
        this.outputs = new WantedOutputs(signature.outputs());
    }

    static int tag(int field) {
        return field << 3 | LENGTH_DELIMITED;
    }

    InferRequest read() throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(body);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case ModelInferRequest.ID_FIELD_NUMBER << 3 | LENGTH_DELIMITED -> id = id(in);
                case ModelInferRequest.INPUTS_FIELD_NUMBER << 3 | LENGTH_DELIMITED ->
                        add(input(in));
                case ModelInferRequest.OUTPUTS_FIELD_NUMBER << 3 | LENGTH_DELIMITED ->
                        WantedOutputReader.read(in, words, outputs);
                case ModelInferRequest.PARAMETERS_FIELD_NUMBER << 3 | LENGTH_DELIMITED ->
                        addParameter(place(in));
                case ModelInferRequest.RAW_INPUT_CONTENTS_FIELD_NUMBER << 3 | LENGTH_DELIMITED ->
                        addRaw(place(in));
                default -> skip(in, tag);
            }
        }
        if (heads.isEmpty() && !signature.inputs().isEmpty()) {
            throw invalid(
                    "'inputs' is missing; the model takes " + Signatures.names(signature.inputs()));
        }
        Map<String, Tensor> inputs = tensors();
        ElementStore.check(Signatures.checkAll(signature, inputs));
        List<String> wanted = outputs.names();
        return new InferRequest(
                id,
                inputs,
                wanted,
                Set.copyOf(wanted),
                parameters.build().toByteArray(),
                reserved.timeout(),
                reserved.priority(),
                outputs.topClasses());
    }

    private @Nullable String id(CodedInputStream in) throws IOException {
        String text = words.read(in);
        return text.isEmpty() ? null : text;
    }

    private Map<String, Tensor> tensors() throws IOException {
        if (!raw.isEmpty() && raw.size() != heads.size()) {
            throw invalid("'raw_input_contents' must have one entry for each of the inputs");
        }
        Map<String, Tensor> inputs = new HashMap<>();
        for (int i = 0; i < heads.size(); i++) {
            InputHead head = heads.get(i);
            inputs.put(
                    head.name(),
                    raw.isEmpty() ? head.typed(body, memory) : head.raw(body, raw.get(i), memory));
        }
        return inputs;
    }

    private InputHead input(CodedInputStream in) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        String name = "";
        String type = "";
        long[] shape = new long[MOST_DIMENSIONS];
        int rank = 0;
        Place contents = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case InferInputTensor.NAME_FIELD_NUMBER << 3 | LENGTH_DELIMITED ->
                        name = words.read(in);
                case InferInputTensor.DATATYPE_FIELD_NUMBER << 3 | LENGTH_DELIMITED ->
                        type = words.read(in);
                case InferInputTensor.SHAPE_FIELD_NUMBER << 3 | LENGTH_DELIMITED ->
                        rank = dimensions(in, shape, rank);
                case InferInputTensor.SHAPE_FIELD_NUMBER << 3 | VARINT ->
                        rank = dimension(in, shape, rank);
                case InferInputTensor.PARAMETERS_FIELD_NUMBER << 3 | LENGTH_DELIMITED ->
                        refuseSharedMemory(in);
                case InferInputTensor.CONTENTS_FIELD_NUMBER << 3 | LENGTH_DELIMITED -> {
                    if (contents != null) {
                        throw invalid("an input has 'contents' twice");
                    }
                    contents = place(in);
                }
                default -> skip(in, tag);
            }
        }
        in.popLimit(outer);
        return InputHead.of(signature, name, type, Arrays.copyOf(shape, rank), contents);
    }

    /** The packed form. */
    private static int dimensions(CodedInputStream in, long[] shape, int rank) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        int now = rank;
        while (in.getBytesUntilLimit() > 0) {
            now = dimension(in, shape, now);
        }
        in.popLimit(outer);
        return now;
    }

    private static int dimension(CodedInputStream in, long[] shape, int rank) throws IOException {
        long size = in.readInt64();
        if (size < 0) {
            throw Refusal.invalidInput("'shape' must hold numbers from 0 on").asException();
        }
        if (rank == MOST_DIMENSIONS) {
            throw Refusal.invalidInput("'shape' has too many dimensions").asException();
        }
        shape[rank] = size;
        return rank + 1;
    }

    private void refuseSharedMemory(CodedInputStream in) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == tag(1) && words.read(in).startsWith("shared_memory")) {
                throw invalid("shared memory is not supported; send the data in the message");
            } else if (tag != tag(1)) {
                skip(in, tag);
            }
        }
        in.popLimit(outer);
    }

    private void add(InputHead head) {
        for (InputHead other : heads) {
            if (other.name().equals(head.name())) {
                throw Refusal.invalidInput("input '" + head.name() + "' is given twice")
                        .asException();
            }
        }
        heads.add(head);
    }

    private void addRaw(Place place) {
        if (raw.size() == signature.inputs().size()) {
            throw invalid("'raw_input_contents' must have one entry for each of the inputs");
        }
        raw.add(place);
    }

    /** Reads one that says how the request is served; any other goes back with the answer. */
    private void addParameter(Place place) throws IOException {
        parameterBytes += place.length();
        if (parameterBytes > InferRequest.MOST_PARAMETER_BYTES) {
            throw invalid(
                    "the parameters are longer than "
                            + InferRequest.MOST_PARAMETER_BYTES
                            + " bytes; send data as inputs");
        }
        CodedInputStream in = CodedInputStream.newInstance(body, place.at(), place.length());
        String name = "";
        InferParameter value = InferParameter.getDefaultInstance();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == tag(1)) {
                name = in.readStringRequireUtf8();
            } else if (tag == tag(2)) {
                value = InferParameter.parseFrom(in.readByteArray());
            } else {
                skip(in, tag);
            }
        }
        if (ReservedParameters.has(name)) {
            reserved.read(name, value(value));
        } else {
            parameters.putParameters(name, value);
        }
    }

    /** As {@link ReservedParameters} takes it. */
    private static @Nullable Object value(InferParameter parameter) {
        return switch (parameter.getParameterChoiceCase()) {
            case STRING_PARAM -> parameter.getStringParam();
            case BOOL_PARAM -> parameter.getBoolParam();
            case INT64_PARAM -> parameter.getInt64Param();
            case UINT64_PARAM -> nearest(parameter.getUint64Param());
            case DOUBLE_PARAM -> ReservedParameters.OTHER;
            case PARAMETERCHOICE_NOT_SET -> null;
        };
    }

    private static long nearest(long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }

    private static Place place(CodedInputStream in) throws IOException {
        int length = in.readRawVarint32();
        int at = in.getTotalBytesRead();
        in.skipRawBytes(length);
        return new Place(at, length);
    }

    static void skip(CodedInputStream in, int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new InvalidProtocolBufferException("a group ends that did not begin");
        }
    }

    private static RefusedException invalid(String message) {
        return Refusal.invalidRequest(message).asException();
    }
}
