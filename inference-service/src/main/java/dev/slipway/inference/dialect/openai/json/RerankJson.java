package dev.slipway.inference.dialect.openai.json;

import static dev.slipway.inference.dialect.openai.json.RequestBody.invalid;

import dev.slipway.inference.dialect.openai.RerankCodec;
import dev.slipway.inference.dialect.openai.RerankRequest;
import dev.slipway.inference.refusal.RefusedException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** The codec, on Jackson's streams. */
final class RerankJson implements RerankCodec {
    private static final String QUERY = "query";
    private static final String DOCUMENTS = "documents";

    @Override
    public Decoded decode(byte[] body) {
        try {
            return new Decoded.Request(
                    RequestBody.read(body, "'model', 'query' and 'documents'", RerankJson::read));
        } catch (RefusedException refused) {
            return new Decoded.Refused(refused.refusal());
        }
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
                case DOCUMENTS -> documents = documents(body);
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
            throw invalid(DOCUMENTS, "'documents' is missing; send a list of texts");
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

    private static List<String> documents(RequestBody body) {
        if (!body.isList()) {
            throw invalid(DOCUMENTS, "'documents' must be a list of texts");
        }
        List<String> documents = new ArrayList<>();
        while (body.nextElement()) {
            int at = documents.size();
            if (at == MOST_DOCUMENTS) {
                throw invalid(
                        DOCUMENTS,
                        "'documents' has more than "
                                + MOST_DOCUMENTS
                                + " elements; send them in several requests");
            }
            String document = textOf(body);
            if (document == null) {
                throw invalid(
                        DOCUMENTS,
                        "element "
                                + at
                                + " of 'documents' must be a text, or an object whose 'text' is"
                                + " one");
            }
            if (document.isEmpty()) {
                throw invalid(
                        DOCUMENTS,
                        "element " + at + " of 'documents' is empty; leave it out or send a text");
            }
            documents.add(document);
        }
        if (documents.isEmpty()) {
            throw invalid(DOCUMENTS, "'documents' must not be an empty list");
        }
        return documents;
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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out =
                RequestBody.JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            out.writeStringProperty("model", model);
            out.writeArrayPropertyStart("results");
            for (Ranked one : ranked) {
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
            out.writeEndArray();
            Usage.write(out, tokens);
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
