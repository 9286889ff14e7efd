package dev.slipway.inference.dialect.openai.json;

import static dev.slipway.inference.dialect.openai.json.RequestBody.invalid;

import dev.slipway.inference.dialect.openai.Decoded;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.SimilarityCodec;
import dev.slipway.inference.dialect.openai.SimilarityRequest;
import dev.slipway.inference.refusal.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The codec, on Jackson's streams. */
final class SimilarityJson implements SimilarityCodec {
    private static final String INPUTS = "inputs";
    private static final String SOURCE = "source_sentence";
    private static final TextList SENTENCES = new TextList("sentences", MOST_SENTENCES, false);

    @Override
    public Decoded<SimilarityRequest> decode(byte[] body) {
        return RequestBody.decoded(body, "'model' and 'inputs'", SimilarityJson::read);
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
                case "sentences" -> sentences = SENTENCES.read(body, at -> sentence(body, at));
                default -> body.skip();
            }
        }
        if (source == null) {
            throw invalid(SOURCE, "'source_sentence' is missing in 'inputs'; send a text");
        }
        if (sentences == null) {
            throw SENTENCES.invalid("'sentences' is missing in 'inputs'; send a list of texts");
        }
        return new Inputs(source, sentences);
    }

    private static String source(RequestBody body) {
        String source = body.textOrEmpty();
        if (source.isEmpty()) {
            throw invalid(SOURCE, "'source_sentence' must be a text that is not empty");
        }
        return source;
    }

    private static String sentence(RequestBody body, int at) {
        String sentence = body.textOrEmpty();
        if (sentence.isEmpty()) {
            throw SENTENCES.invalid(SENTENCES.where(at) + " must be a text that is not empty");
        }
        return sentence;
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
        return AnswerBody.encoded(16 * similarities.length + 16, out -> write(out, similarities));
    }

    private static void write(JsonGenerator out, float[] similarities) {
        out.writeStartArray();
        for (float similarity : similarities) {
            if (!Float.isFinite(similarity)) {
                throw Refusal.engineFailed(
                                "the model's vectors hold NaN or infinity for these texts, so that"
                                        + " they cannot be compared")
                        .asException();
            }
            out.writeNumber(similarity);
        }
        out.writeEndArray();
    }
}
