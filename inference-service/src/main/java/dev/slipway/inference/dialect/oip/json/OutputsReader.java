package dev.slipway.inference.dialect.oip.json;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.tensor.Signatures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads which outputs are wanted and which of them as binary data. */
final class OutputsReader {
    private final ModelSignature signature;
    private final List<String> names = new ArrayList<>();
    private final Map<String, Boolean> saidBinary = new HashMap<>();

    OutputsReader(ModelSignature signature) {
        this.signature = signature;
    }

    void read(JsonParser in) {
        Fields.array(in, "outputs");
        while (in.nextToken() != JsonToken.END_ARRAY) {
            readOutput(in);
        }
    }

    private void readOutput(JsonParser in) {
        Fields.object(in, "an entry of 'outputs'");
        String name = null;
        Boolean binary = null;
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = in.currentName();
            in.nextToken();
            switch (field) {
                case "name" -> name = Fields.text(in, "name");
                case "parameters" -> binary = binary(in);
                default -> in.skipChildren();
            }
        }
        if (name == null) {
            throw Fields.invalid("each entry of 'outputs' needs a 'name'");
        }
        if (Signatures.find(signature.outputs(), name).isEmpty()) {
            throw Fields.invalid(
                    "output '"
                            + name
                            + "' is unknown; the model gives "
                            + Signatures.names(signature.outputs()));
        }
        if (names.contains(name)) {
            throw Fields.invalid("output '" + name + "' is asked for twice");
        }
        names.add(name);
        if (binary != null) {
            saidBinary.put(name, binary);
        }
    }

    private static @Nullable Boolean binary(JsonParser in) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return null;
        }
        Boolean binary = null;
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String parameter = in.currentName();
            in.nextToken();
            if (parameter.equals("binary_data")) {
                binary = Fields.truth(in, parameter);
            } else {
                in.skipChildren();
            }
        }
        return binary;
    }

    /** The wanted outputs in order; all of the model's when none is named. */
    List<String> names() {
        if (names.isEmpty()) {
            signature.outputs().forEach(output -> names.add(output.name()));
        }
        return names;
    }

    /** Those wanted as binary data, when this is wanted of those that say nothing of it. */
    Set<String> binaryNames(boolean unlessSaid) {
        Set<String> binary = new HashSet<>();
        for (String name : names()) {
            if (saidBinary.getOrDefault(name, unlessSaid)) {
                binary.add(name);
            }
        }
        return binary;
    }
}
