package dev.slipway.inference.dialect.oip.json;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Signatures;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads one inference request: its JSON, and the binary tensors that come after it. */
final class InferReader {
    private final JsonFactory json;
    private final byte[] body;
    private final int jsonLength;
    private final ModelSignature signature;
    private final BinaryTensors binary;
    private final InputsReader inputs;
    private final OutputsReader outputs;
    private @Nullable String id;
    private RequestParameters parameters = RequestParameters.NONE;
    private boolean sawInputs;

    InferReader(
            JsonFactory json,
            byte[] body,
            int jsonLength,
            ModelSignature signature,
            RequestMemory memory) {
        this.json = json;
        this.body = body;
        this.jsonLength = jsonLength;
        this.signature = signature;
        this.binary = new BinaryTensors(body, jsonLength, memory);
        this.inputs = new InputsReader(json, body, jsonLength, signature, memory, binary);
        this.outputs = new OutputsReader(signature);
    }

    InferRequest read() {
        try (JsonParser in = json.createParser(ObjectReadContext.empty(), body, 0, jsonLength)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw Fields.invalid("the body must be a JSON object with 'inputs'");
            }
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                readField(in);
            }
            if (in.nextToken() != null) {
                throw Refusal.invalidJson("the body goes on after its JSON object").asException();
            }
        }
        if (!sawInputs) {
            throw Fields.invalid(
                    "'inputs' is missing; the model takes " + Signatures.names(signature.inputs()));
        }
        binary.checkAllTaken();
        ElementStore.check(Signatures.checkAll(signature, inputs.tensors()));
        return new InferRequest(
                id,
                inputs.tensors(),
                outputs.names(),
                outputs.binaryNames(parameters.binaryOutput()),
                parameters.timeout());
    }

    private void readField(JsonParser in) {
        String field = in.currentName();
        in.nextToken();
        switch (field) {
            case "id" -> id = Fields.text(in, "id");
            case "inputs" -> {
                sawInputs = true;
                inputs.read(in);
            }
            case "outputs" -> outputs.read(in);
            case "parameters" -> parameters = RequestParameters.read(in);
            default -> in.skipChildren();
        }
    }
}
