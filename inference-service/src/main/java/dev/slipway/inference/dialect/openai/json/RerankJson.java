package dev.slipway.inference.dialect.openai.json;

import static dev.slipway.inference.dialect.openai.json.RequestBody.invalid;

import dev.slipway.inference.dialect.openai.Decoded;
import dev.slipway.inference.dialect.openai.RerankCodec;
import dev.slipway.inference.dialect.openai.RerankRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The codec, on Jackson's streams. */
final class RerankJson implements RerankCodec {
    private static final String QUERY = "query";
    private static final TextList DOCUMENTS = new TextList("documents", MOST_DOCUMENTS, false);

    @Override
    public Decoded<RerankRequest> decode(byte[] body) {
        return RequestBody.decoded(body, "'model', 'query' and 'documents'", RerankJson::read);
    }

    private static RerankRequest read(RequestBody body) {
        String query = null;
        List<String> documents = null;
        Integer topN = null;
        Boolean returnDocuments = null;
        Boolean rawScores = null;
        Integer maxTokensPerDoc = null;
        Boolean truncate = null;
        for (String field = body.next(); field != null; field = body.next()) {
            switch (field) {
                case QUERY -> query = query(body);
                case "documents" -> documents = DOCUMENTS.read(body, at -> document(body, at));
                case "top_n" -> topN = body.optionalPositive(field);
                case "return_documents" -> returnDocuments = body.optionalTruth(field);
                case "raw_scores" -> rawScores = body.optionalTruth(field);
                case "max_tokens_per_doc" -> maxTokensPerDoc = body.optionalPositive(field);
                case "truncate" -> truncate = body.truncate();
                default -> body.skip();
            }
        }
        if (query == null) {
            throw invalid(QUERY, "'query' is missing; send a text");
        }
        if (documents == null) {
            throw DOCUMENTS.invalid("'documents' is missing; send a list of texts");
        }
        return new RerankRequest(
                query,
                documents,
                topN,
                returnDocuments != null && returnDocuments,
                rawScores != null && rawScores,
                maxTokensPerDoc,
                truncate);
    }

    private static String query(RequestBody body) {
        String query = textOf(body);
        if (query == null || query.isEmpty()) {
            throw invalid(QUERY, "'query' must be a text that is not empty");
        }
        return query;
    }

    private static String document(RequestBody body, int at) {
        String document = textOf(body);
        if (document == null) {
            throw DOCUMENTS.invalid(
                    DOCUMENTS.where(at) + " must be a text, or an object whose 'text' is one");
        }
        if (document.isEmpty()) {
            throw DOCUMENTS.invalid(DOCUMENTS.where(at) + " is empty; leave it out or send a text");
        }
        return document;
    }

    /** A string, or the string {@code text} of an object; null for what is neither. */
    private static @Nullable String textOf(RequestBody body) {
        if (body.isText()) {
            return body.text();
        }
        if (!body.isObject()) {
            return null;
        }
        String text = null;
        for (String field = body.next(); field != null; field = body.next()) {
            if (field.equals("text") && body.isText()) {
                text = body.text();
            } else {
                body.skip();
            }
        }
        return text;
    }

    @Override
    public byte[] encode(String model, RerankRequest request, List<Ranked> ranked, long tokens) {
        return AnswerBody.bytes(
                1024,
                out -> {
                    out.writeStartObject();
                    out.writeStringProperty("model", model);
                    out.writeArrayPropertyStart("results");
                    for (Ranked one : ranked) {
                        write(out, one, request);
                    }
                    out.writeEndArray();
                    Usage.write(out, tokens);
                    out.writeEndObject();
                });
    }

    private static void write(JsonGenerator out, Ranked one, RerankRequest request) {
        out.writeStartObject();
        out.writeNumberProperty("index", one.index());
        out.writeNumberProperty("relevance_score", one.score());
        if (request.returnDocuments()) {
            out.writeObjectPropertyStart("document");
            out.writeStringProperty("text", request.documents().get(one.index()));
            out.writeEndObject();
        }
        out.writeEndObject();
    }
}
