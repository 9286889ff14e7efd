package dev.slipway.inference.dialect.openai.json;

import dev.slipway.inference.dialect.openai.EmbeddingsCodec.Encoded;
import dev.slipway.inference.refusal.RefusedException;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** One body while it is written. */
final class AnswerBody {
    private AnswerBody() {}

    /**
     * Writes a whole body.
     *
     * @param room bytes that are there before the body needs more
     */
    static byte[] bytes(int room, Consumer<JsonGenerator> writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(room);
        try (JsonGenerator out =
                RequestBody.JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            writer.accept(out);
        }
        return bytes.toByteArray();
    }

    /**
     * The same where some values cannot be written.
     *
     * @param writer throws what it refuses
     */
    static Encoded encoded(int room, Consumer<JsonGenerator> writer) {
        try {
            return new Encoded.Body(bytes(room, writer));
        } catch (RefusedException refused) {
            return new Encoded.Refused(refused.refusal());
        }
    }
}
