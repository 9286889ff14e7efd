package dev.slipway.inference.dialect.openai.json;

import static dev.slipway.inference.dialect.openai.json.RequestBody.invalid;

import dev.slipway.inference.dialect.openai.ClassifyCodec;
import dev.slipway.inference.dialect.openai.ClassifyRequest;
import dev.slipway.inference.dialect.openai.ClassifyRequest.Text;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** The codec, on Jackson's streams. */
final class ClassifyJson implements ClassifyCodec {
    private static final String INPUTS = "inputs";

    @Override
    public Decoded decode(byte[] body) {
        try {
            return new Decoded.Request(
                    RequestBody.read(body, "'model' and 'inputs'", ClassifyJson::read));
        } catch (RefusedException refused) {
            return new Decoded.Refused(refused.refusal());
        }
    }

    private static ClassifyRequest read(RequestBody body) {
        List<Text> inputs = null;
        boolean single = false;
        Integer topK = null;
        Boolean rawScores = null;
        Boolean truncate = null;
        for (String field = body.next(); field != null; field = body.next()) {
            switch (field) {
                case INPUTS -> {
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
            throw invalid(INPUTS, "'inputs' is missing; send a text or a list of texts");
        }
        return new ClassifyRequest(inputs, single, topK, rawScores != null && rawScores, truncate);
    }

    private static List<Text> list(RequestBody body) {
        if (!body.isList()) {
            throw invalid(INPUTS, "'inputs' must be a text or a list of texts");
        }
        List<Text> texts = new ArrayList<>();
        while (body.nextElement()) {
            if (texts.size() == EmbeddingsCodec.MOST_INPUTS) {
                throw invalid(
                        INPUTS,
                        "'inputs' has more than "
                                + EmbeddingsCodec.MOST_INPUTS
                                + " elements; send them in several requests");
            }
            String where = "element " + texts.size() + " of 'inputs'";
            texts.add(body.isList() ? pair(body, where) : new Text(text(body, where), null));
        }
        if (texts.isEmpty()) {
            throw invalid(INPUTS, "'inputs' must not be an empty list; send at least one text");
        }
        return texts;
    }

    private static Text pair(RequestBody body, String where) {
        String first = null;
        String second = null;
        while (body.nextElement()) {
            if (second != null) {
                throw invalid(INPUTS, where + " must be a text, or a list of one or two texts");
            }
            if (first == null) {
                first = text(body, where);
            } else {
                second = text(body, where);
            }
        }
        if (first == null) {
            throw invalid(INPUTS, where + " must be a text, or a list of one or two texts");
        }
        return new Text(first, second);
    }

    private static String text(RequestBody body, String where) {
        String text = body.isText() ? body.text() : "";
        if (text.isEmpty()) {
            throw invalid(INPUTS, where + " must hold texts that are not empty");
        }
        return text;
    }

    @Override
    public EmbeddingsCodec.Encoded encode(boolean single, List<List<ScoredClass>> classes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out =
                RequestBody.JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            if (single) {
                write(out, classes.getFirst());
            } else {
                out.writeStartArray();
                for (List<ScoredClass> ofText : classes) {
                    write(out, ofText);
                }
                out.writeEndArray();
            }
        } catch (RefusedException refused) {
            return new EmbeddingsCodec.Encoded.Refused(refused.refusal());
        }
        return new EmbeddingsCodec.Encoded.Body(bytes.toByteArray());
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
