package dev.slipway.inference.dialect.openai.json;

import static dev.slipway.inference.dialect.openai.json.RequestBody.invalid;

import dev.slipway.contract.error.ErrorCategory;
import dev.slipway.inference.dialect.openai.Decoded;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.EmbeddingsRequest;
import dev.slipway.inference.refusal.Refusal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import tools.jackson.core.JsonGenerator;

/** The codec, on Jackson's streams. */
final class EmbeddingsJson implements EmbeddingsCodec {
    @Override
    public Decoded<EmbeddingsRequest> decode(byte[] body, boolean allowTokenIds) {
        return RequestBody.decoded(
                body, "'model' and 'input'", members -> read(members, allowTokenIds));
    }

    private static EmbeddingsRequest read(RequestBody body, boolean allowTokenIds) {
        EmbeddingsRequest.Input input = null;
        boolean base64 = false;
        Integer dimensions = null;
        Boolean truncate = null;
        for (String field = body.next(); field != null; field = body.next()) {
            switch (field) {
                case "input" -> input = new EmbeddingInputs(body, allowTokenIds).read();
                case "encoding_format" -> base64 = base64(body);
                case "dimensions" -> dimensions = body.optionalWhole(field);
                case "truncate" -> truncate = body.truncate();
                default -> body.skip();
            }
        }
        if (input == null) {
            throw invalid("input", "'input' is missing; send a text or a list of texts");
        }
        return new EmbeddingsRequest(input, base64, dimensions, truncate);
    }

    private static boolean base64(RequestBody body) {
        return switch (body.isNull() ? "float" : body.isText() ? body.text() : "") {
            case "float" -> false;
            case "base64" -> true;
            default ->
                    throw invalid(
                            "encoding_format", "'encoding_format' must be 'float' or 'base64'");
        };
    }

    @Override
    public Encoded encode(String model, boolean base64, float[][] vectors, long promptTokens) {
        return AnswerBody.encoded(
                4096,
                out -> {
                    out.writeStartObject();
                    out.writeStringProperty("object", "list");
                    out.writeArrayPropertyStart("data");
                    for (int i = 0; i < vectors.length; i++) {
                        out.writeStartObject();
                        out.writeStringProperty("object", "embedding");
                        out.writeNumberProperty("index", i);
                        writeVector(out, vectors[i], base64);
                        out.writeEndObject();
                    }
                    out.writeEndArray();
                    out.writeStringProperty("model", model);
                    Usage.write(out, promptTokens);
                    out.writeEndObject();
                });
    }

    private static void writeVector(JsonGenerator out, float[] vector, boolean base64) {
        if (base64) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(vector);
            out.writeStringProperty("embedding", Base64.getEncoder().encodeToString(bytes.array()));
            return;
        }
        out.writeArrayPropertyStart("embedding");
        for (float value : vector) {
            if (!Float.isFinite(value)) {
                throw invalid(
                        "encoding_format",
                        "the embedding holds NaN or infinity, which JSON cannot carry; ask for"
                                + " encoding_format 'base64'");
            }
            out.writeNumber(value);
        }
        out.writeEndArray();
    }

    @Override
    public byte[] error(Refusal refusal) {
        return AnswerBody.bytes(
                256,
                out -> {
                    out.writeStartObject();
                    out.writeObjectPropertyStart("error");
                    out.writeStringProperty("message", refusal.message());
                    out.writeStringProperty("type", type(refusal.code().category()));
                    if (refusal.field() == null) {
                        out.writeNullProperty("param");
                    } else {
                        out.writeStringProperty("param", refusal.field());
                    }
                    out.writeStringProperty("code", refusal.code().wireName());
                    out.writeEndObject();
                    out.writeEndObject();
                });
    }

    private static String type(ErrorCategory category) {
        return switch (category) {
            case UNAUTHENTICATED -> "authentication_error";
            case FORBIDDEN -> "permission_error";
            case CONTENDED -> "rate_limit_error";
            case UNAVAILABLE, TIMEOUT, MISDIRECTED, INTERNAL -> "server_error";
            case NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    INVALID,
                    UNPROCESSABLE,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    CONFLICT,
                    PRECONDITION_FAILED ->
                    "invalid_request_error";
        };
    }
}
