package dev.slipway.inference.dialect.oip.json;

import dev.slipway.inference.dialect.oip.InferRequest;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What of a request's parameters comes back with its answer, as it came, up to a bound. Nothing is
 * made until there is something.
 */
final class EchoedParameters implements AutoCloseable {
    private static final byte[] NONE = {};

    private final JsonFactory json;
    private final TextMemory texts;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
    private @Nullable JsonGenerator out;
    private long length;

    EchoedParameters(JsonFactory json, TextMemory texts) {
        this.json = json;
        this.texts = texts;
    }

    /** Adds the text, number or truth at which the parser stands. */
    void add(JsonParser in, String name) {
        boolean isText = in.hasToken(JsonToken.VALUE_STRING);
        String text = isText ? texts.readWord(in) : in.getString();
        length += name.length() + text.length();
        if (length > InferRequest.MOST_PARAMETER_BYTES) {
            throw Fields.invalid(
                    "the parameters are longer than "
                            + InferRequest.MOST_PARAMETER_BYTES
                            + " bytes; send data as inputs");
        }
        JsonGenerator to = out();
        to.writeName(name);
        switch (in.currentToken()) {
            case VALUE_STRING -> to.writeString(text);
            case VALUE_TRUE, VALUE_FALSE -> to.writeBoolean(in.getBooleanValue());
            default -> to.writeNumber(text);
        }
    }

    private JsonGenerator out() {
        JsonGenerator begun = out;
        if (begun == null) {
            begun = json.createGenerator(ObjectWriteContext.empty(), bytes);
            begun.writeStartObject();
            out = begun;
        }
        return begun;
    }

    /** Empty, or an object as JSON; nothing can be added behind it. */
    byte[] end() {
        if (out == null) {
            return NONE;
        }
        out.writeEndObject();
        out.flush();
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        if (out != null) {
            out.close();
        }
    }
}
