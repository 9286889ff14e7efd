package dev.slipway.inference.dialect.openai.json;

import dev.slipway.contract.error.ErrorCategory;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.EmbeddingsRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** The codec, on Jackson's streams. */
final class EmbeddingsJson implements EmbeddingsCodec {
    private static final int MOST_TEXTS = 2048;

    /** Names that the parser keeps are tokens too; texts and the few members need far fewer. */
    private static final long MOST_TOKENS = 20_000;

    private final JsonFactory json =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(MOST_TEXT)
                                    .maxTokenCount(MOST_TOKENS)
                                    .build())
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .build();

    @Override
    public Decoded decode(byte[] body) {
        try (JsonParser in = json.createParser(ObjectReadContext.empty(), body)) {
            return new Decoded.Request(read(in));
        } catch (RefusedException refused) {
            return new Decoded.Refused(refused.refusal());
        } catch (StreamConstraintsException tooLarge) {
            return new Decoded.Refused(
                    new Refusal(
                            ErrorCode.BODY_TOO_LARGE,
                            "a text is longer than "
                                    + MOST_TEXT
                                    + " characters, or the body holds more than is ever read;"
                                    + " send shorter texts"));
        } catch (JacksonException broken) {
            return new Decoded.Refused(
                    Refusal.invalidJson(
                            "the body is not valid JSON near line "
                                    + broken.getLocation().getLineNr()
                                    + ", column "
                                    + broken.getLocation().getColumnNr()));
        }
    }

    private static EmbeddingsRequest read(JsonParser in) {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw invalid("the body must be a JSON object with 'model' and 'input'", null);
        }
        List<String> texts = null;
        boolean base64 = false;
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = in.currentName();
            in.nextToken();
            switch (field) {
                case "input" -> texts = texts(in);
                case "encoding_format" -> base64 = base64(in);
                case "dimensions" -> {
                    if (in.currentToken() != JsonToken.VALUE_NULL) {
                        throw invalid(
                                "'dimensions' is not supported; leave it out to get the model's"
                                        + " own size",
                                "dimensions");
                    }
                }
                default -> in.skipChildren();
            }
        }
        if (in.nextToken() != null) {
            throw Refusal.invalidJson("the body goes on after its JSON object").asException();
        }
        if (texts == null) {
            throw invalid("'input' is missing; send a text or a list of texts", "input");
        }
        return new EmbeddingsRequest(texts, base64);
    }

    private static List<String> texts(JsonParser in) {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            return List.of(text(in));
        }
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw invalid("'input' must be a text or a list of texts", "input");
        }
        List<String> texts = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            JsonToken token = in.currentToken();
            if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.START_ARRAY) {
                throw invalid(
                        "lists of token numbers are not supported; send texts (LangChain:"
                                + " check_embedding_ctx_length=False)",
                        "input");
            }
            if (token != JsonToken.VALUE_STRING) {
                throw invalid("'input' must be a text or a list of texts", "input");
            }
            if (texts.size() == MOST_TEXTS) {
                throw invalid("'input' has more than " + MOST_TEXTS + " texts", "input");
            }
            texts.add(text(in));
        }
        if (texts.isEmpty()) {
            throw invalid("'input' must not be an empty list", "input");
        }
        return texts;
    }

    private static String text(JsonParser in) {
        String text = in.getString();
        if (text.isEmpty()) {
            throw invalid("'input' must not hold an empty text", "input");
        }
        return text;
    }

    private static boolean base64(JsonParser in) {
        String format = in.currentToken() == JsonToken.VALUE_STRING ? in.getString() : "";
        return switch (format) {
            case "float" -> false;
            case "base64" -> true;
            default ->
                    throw invalid(
                            "'encoding_format' must be 'float' or 'base64'", "encoding_format");
        };
    }

    @Override
    public Encoded encode(String model, boolean base64, float[][] vectors, long promptTokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), bytes)) {
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
            out.writeObjectPropertyStart("usage");
            out.writeNumberProperty("prompt_tokens", promptTokens);
            out.writeNumberProperty("total_tokens", promptTokens);
            out.writeEndObject();
            out.writeEndObject();
        } catch (RefusedException refused) {
            return new Encoded.Refused(refused.refusal());
        }
        return new Encoded.Body(bytes.toByteArray());
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
                        "the embedding holds NaN or infinity, which JSON cannot carry; ask for"
                                + " encoding_format 'base64'",
                        "encoding_format");
            }
            out.writeNumber(value);
        }
        out.writeEndArray();
    }

    @Override
    public byte[] error(Refusal refusal) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), bytes)) {
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
        }
        return bytes.toByteArray();
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

    private static RefusedException invalid(String message, @Nullable String field) {
        Refusal refusal = Refusal.invalidRequest(message);
        return (field == null ? refusal : refusal.about(field)).asException();
    }
}
