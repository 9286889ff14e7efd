package dev.slipway.inference.dialect.openai.json;

import tools.jackson.core.JsonGenerator;

/** The member {@code usage} of an answer that makes no tokens. */
final class Usage {
    private Usage() {}

    static void write(JsonGenerator out, long tokens) {
        out.writeObjectPropertyStart("usage");
        out.writeNumberProperty("prompt_tokens", tokens);
        out.writeNumberProperty("total_tokens", tokens);
        out.writeEndObject();
    }
}
