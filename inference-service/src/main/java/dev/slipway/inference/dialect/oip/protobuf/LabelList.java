package dev.slipway.inference.dialect.oip.protobuf;

import java.io.StringWriter;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Names of classes as a JSON array, since a property of a message is a text. */
final class LabelList {
    private static final JsonFactory JSON = new JsonFactory();

    private LabelList() {}

    static String json(List<String> labels) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartArray();
            labels.forEach(out::writeString);
            out.writeEndArray();
        }
        return text.toString();
    }
}
