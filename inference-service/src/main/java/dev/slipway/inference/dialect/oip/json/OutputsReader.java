package dev.slipway.inference.dialect.oip.json;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.dialect.oip.WantedOutputs;
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
    private final Members members;
    private final TextMemory texts;
    private final WantedOutputs wanted;
    private final Map<String, Boolean> saidBinary = new HashMap<>();

    OutputsReader(ModelSignature signature, Members members, TextMemory texts) {
        this.members = members;
        this.texts = texts;
        this.wanted = new WantedOutputs(signature.outputs());
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
        while (members.next(in)) {
            switch (in.currentName()) {
                case "name" -> name = Fields.text(in, "name", texts);
                case "parameters" -> binary = binary(in);
                default -> members.skip(in);
            }
        }
        wanted.add(name);
        if (name != null && binary != null) {
            saidBinary.put(name, binary);
        }
    }

    private @Nullable Boolean binary(JsonParser in) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            members.skip(in);
            return null;
        }
        Boolean binary = null;
        while (members.next(in)) {
            String parameter = in.currentName();
            if (parameter.equals("binary_data")) {
                binary = Fields.truth(in, parameter);
            } else {
                members.skip(in);
            }
        }
        return binary;
    }

    /** The wanted outputs in order. */
    List<String> names() {
        return wanted.names();
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
