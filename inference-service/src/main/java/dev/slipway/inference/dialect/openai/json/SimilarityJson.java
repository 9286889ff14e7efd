package dev.slipway.inference.dialect.openai.json;

import static dev.slipway.inference.dialect.openai.json.RequestBody.invalid;

import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.SimilarityCodec;
import dev.slipway.inference.dialect.openai.SimilarityRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** The codec, on Jackson's streams. */
final class SimilarityJson implements SimilarityCodec {
    private static final String INPUTS = "inputs";
    private static final String SOURCE = "source_sentence";
    private static final String SENTENCES = "sentences";

    @Override
    public Decoded decode(byte[] body) {
        try {
            return new Decoded.Request(
                    RequestBody.read(body, "'model' and 'inputs'", SimilarityJson::read));
        } catch (RefusedException refused) {
            return new Decoded.Refused(refused.refusal());
        }
    }

    private static SimilarityRequest read(RequestBody body) {
        Inputs inputs = null;
        Boolean truncate = null;
        for (String field = body.next(); field != null; field = body.next()) {
            switch (field) {
                case INPUTS -> inputs = inputs(body);
                case "parameters" -> truncate = orElse(parameters(body), truncate);
                case "truncate" -> truncate = orElse(body.truncate(), truncate);
                default -> body.skip();
            }
        }
        if (inputs == null) {
            throw invalid(
                    INPUTS,
                    "'inputs' is missing; send an object with 'source_sentence' and 'sentences'");
        }
        return new SimilarityRequest(inputs.source(), inputs.sentences(), truncate);
    }

    private static @Nullable Boolean orElse(@Nullable Boolean said, @Nullable Boolean before) {
        return said == null ? before : said;
    }

    private record Inputs(String source, List<String> sentences) {}

    private static Inputs inputs(RequestBody body) {
        if (!body.isObject()) {
            throw invalid(
                    INPUTS, "'inputs' must be an object with 'source_sentence' and 'sentences'");
        }
        String source = null;
        List<String> sentences = null;
        for (String field = body.next(); field != null; field = body.next()) {
            switch (field) {
                case SOURCE -> source = source(body);
                case SENTENCES -> sentences = sentences(body);
                default -> body.skip();
            }
        }
        if (source == null) {
            throw invalid(SOURCE, "'source_sentence' is missing in 'inputs'; send a text");
        }
        if (sentences == null) {
            throw invalid(SENTENCES, "'sentences' is missing in 'inputs'; send a list of texts");
        }
        return new Inputs(source, sentences);
    }

    private static String source(RequestBody body) {
        String source = body.isText() ? body.text() : "";
        if (source.isEmpty()) {
            throw invalid(SOURCE, "'source_sentence' must be a text that is not empty");
        }
        return source;
    }

    private static List<String> sentences(RequestBody body) {
        if (!body.isList()) {
            throw invalid(SENTENCES, "'sentences' must be a list of texts");
        }
        List<String> sentences = new ArrayList<>();
        while (body.nextElement()) {
            if (sentences.size() == MOST_SENTENCES) {
                throw invalid(
                        SENTENCES,
                        "'sentences' has more than "
                                + MOST_SENTENCES
                                + " elements; send them in several requests");
            }
            String sentence = body.isText() ? body.text() : "";
            if (sentence.isEmpty()) {
                throw invalid(
                        SENTENCES,
                        "element "
                                + sentences.size()
                                + " of 'sentences' must be a text that is not empty");
            }
            sentences.add(sentence);
        }
        if (sentences.isEmpty()) {
            throw invalid(SENTENCES, "'sentences' must not be an empty list");
        }
        return sentences;
    }

    /** Of those that Hugging Face's clients send, what is done here; null where nothing is said. */
    private static @Nullable Boolean parameters(RequestBody body) {
        if (!body.isObject()) {
            body.skip();
            return null;
        }
        Boolean truncate = null;
        for (String field = body.next(); field != null; field = body.next()) {
            if (field.equals("truncate")) {
                truncate = body.truncate();
            } else {
                body.skip();
            }
        }
        return truncate;
    }

    @Override
    public EmbeddingsCodec.Encoded encode(float[] similarities) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * similarities.length + 16);
        try (JsonGenerator out =
                RequestBody.JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartArray();
            for (float similarity : similarities) {
                if (!Float.isFinite(similarity)) {
                    return new EmbeddingsCodec.Encoded.Refused(
                            Refusal.engineFailed(
                                    "the model's vectors hold NaN or infinity for these texts, so"
                                            + " that they cannot be compared"));
                }
                out.writeNumber(similarity);
            }
            out.writeEndArray();
        }
        return new EmbeddingsCodec.Encoded.Body(bytes.toByteArray());
    }
}
