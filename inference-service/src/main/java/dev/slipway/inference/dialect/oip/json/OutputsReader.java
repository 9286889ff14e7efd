package dev.slipway.inference.dialect.oip.json;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.dialect.oip.TopClasses;
import dev.slipway.inference.dialect.oip.WantedOutputs;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads which outputs are wanted, which of them as binary data, and of which of them only the
 * highest values.
 */
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
        Form form = Form.UNSAID;
        while (members.next(in)) {
            switch (in.currentName()) {
                case "name" -> name = Fields.text(in, "name", texts);
                case "parameters" -> form = form(in);
                default -> members.skip(in);
            }
        }
        wanted.add(name, form.classes());
        if (name != null && form.binary() != null) {
            saidBinary.put(name, form.binary());
        }
    }

    /** How one is wanted: as binary data, null where that is not said, and how much of it. */
    private record Form(@Nullable Boolean binary, int classes) {
        static final Form UNSAID = new Form(null, 0);
    }

    private Form form(JsonParser in) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            members.skip(in);
            return Form.UNSAID;
        }
        Boolean binary = null;
        int classes = 0;
        while (members.next(in)) {
            String parameter = in.currentName();
            WantedOutputs.checkParameter(parameter);
            switch (parameter) {
                case "binary_data" -> binary = Fields.truth(in, parameter);
                case TopClasses.PARAMETER -> classes = WantedOutputs.classes(whole(in));
                default -> members.skip(in);
            }
        }
        return new Form(binary, classes);
    }

    /** Negative where it is no whole number. */
    private static long whole(JsonParser in) {
        if (in.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            return -1;
        }
        return in.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? Long.MAX_VALUE
                : in.getLongValue();
    }

    /** The wanted outputs in order. */
    List<String> names() {
        return wanted.names();
    }

    /** Those of which only the highest values are wanted. */
    Map<String, TopClasses> topClasses() {
        return wanted.topClasses();
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
