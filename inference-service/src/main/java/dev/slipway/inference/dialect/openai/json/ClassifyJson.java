package dev.slipway.inference.dialect.openai.json;

import dev.slipway.inference.dialect.openai.ClassifyCodec;
import dev.slipway.inference.dialect.openai.ClassifyRequest;
import dev.slipway.inference.dialect.openai.ClassifyRequest.Text;
import dev.slipway.inference.dialect.openai.Decoded;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** The codec, on Jackson's streams. */
final class ClassifyJson implements ClassifyCodec {
    private static final TextList INPUTS =
            new TextList("inputs", EmbeddingsCodec.MOST_INPUTS, true);

    @Override
    public Decoded<ClassifyRequest> decode(byte[] body) {
        return RequestBody.decoded(body, "'model' and 'inputs'", ClassifyJson::read);
    }

    private static ClassifyRequest read(RequestBody body) {
        List<Text> inputs = null;
        boolean single = false;
        Integer topK = null;
        Boolean rawScores = null;
        Boolean truncate = null;
        for (String field = body.next(); field != null; field = body.next()) {
            switch (field) {
                case "inputs" -> {
                    single = body.isText();
                    inputs = single ? List.of(new Text(text(body, "'inputs'"), null)) : list(body);
                }
                case "top_k" -> topK = body.optionalPositive(field);
                case "raw_scores" -> rawScores = body.optionalTruth(field);
                case "truncate" -> truncate = body.truncate();
                default -> body.skip();
            }
        }
        if (inputs == null) {
            throw INPUTS.invalid("'inputs' is missing; send a text or a list of texts");
        }
        return new ClassifyRequest(inputs, single, topK, rawScores != null && rawScores, truncate);
    }

    private static List<Text> list(RequestBody body) {
        return INPUTS.read(body, at -> element(body, INPUTS.where(at)));
    }

    private static Text element(RequestBody body, String where) {
        return body.isList() ? pair(body, where) : new Text(text(body, where), null);
    }

    private static Text pair(RequestBody body, String where) {
        String first = null;
        String second = null;
        while (body.nextElement()) {
            if (second != null) {
                throw noPair(where);
            }
            if (first == null) {
                first = text(body, where);
            } else {
                second = text(body, where);
            }
        }
        if (first == null) {
            throw noPair(where);
        }
        return new Text(first, second);
    }

    private static RefusedException noPair(String where) {
        return INPUTS.invalid(where + " must be a text, or a list of one or two texts");
    }

    private static String text(RequestBody body, String where) {
        String text = body.textOrEmpty();
        if (text.isEmpty()) {
            throw INPUTS.invalid(where + " must hold texts that are not empty");
        }
        return text;
    }

    @Override
    public EmbeddingsCodec.Encoded encode(boolean single, List<List<ScoredClass>> classes) {
        return AnswerBody.encoded(
                1024,
                out -> {
                    if (single) {
                        write(out, classes.getFirst());
                    } else {
                        writeList(out, classes);
                    }
                });
    }

    private static void writeList(JsonGenerator out, List<List<ScoredClass>> classes) {
        out.writeStartArray();
        for (List<ScoredClass> ofText : classes) {
            write(out, ofText);
        }
        out.writeEndArray();
    }

    private static void write(JsonGenerator out, List<ScoredClass> classes) {
        out.writeStartArray();
        for (ScoredClass one : classes) {
            if (!Float.isFinite(one.score())) {
                throw Refusal.engineFailed(
                                "a score is NaN or infinity for this text, which JSON cannot carry")
                        .asException();
            }
            out.writeStartObject();
            out.writeStringProperty("label", one.label());
            out.writeNumberProperty("score", one.score());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
