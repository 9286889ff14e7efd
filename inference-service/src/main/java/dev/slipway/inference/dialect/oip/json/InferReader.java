package dev.slipway.inference.dialect.oip.json;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.ElementStore;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Signatures;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one inference request: its JSON, and the binary tensors that come after it. */
final class InferReader {
    private final JsonPart part;
    private final ModelSignature signature;
    private final TextMemory texts;
    private final Members members = new Members();
    private final BinaryTensors binary;
    private final InputsReader inputs;
    private final OutputsReader outputs;
    private final RequestParameters parameters;
    private @Nullable String id;
    private boolean sawInputs;

    InferReader(JsonPart part, ModelSignature signature, RequestMemory memory) {
        this.part = part;
        this.signature = signature;
        this.texts = new TextMemory(memory, part.body(), 0);
        this.binary = new BinaryTensors(part.body(), part.length(), memory);
        this.inputs = new InputsReader(part, signature, memory, members, texts, binary);
        this.outputs = new OutputsReader(signature, members, texts);
        this.parameters = new RequestParameters(part.json(), members, texts);
    }

    InferRequest read() {
        try (JsonParser in = part.parserAt(0)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw Fields.invalid("the body must be a JSON object with 'inputs'");
            }
            while (members.next(in)) {
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
                parameters.echo(),
                parameters.reserved().timeout(),
                parameters.reserved().priority(),
                outputs.topClasses());
    }

    private void readField(JsonParser in) {
        switch (in.currentName()) {
            case "id" -> id = Fields.text(in, "id", texts);
            case "inputs" -> {
                sawInputs = true;
                inputs.read(in);
            }
            case "outputs" -> outputs.read(in);
            case "parameters" -> parameters.read(in);
            default -> members.skip(in);
        }
    }
}
