package dev.slipway.inference.dialect.openai.json;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.dialect.JsonEncoding;
import dev.slipway.inference.dialect.openai.Decoded;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * One body, an object, while it is read member by member, with the values that several requests
 * have. Members are counted: the parser keeps every name that it has seen.
 */
final class RequestBody {
    /** Bytes of a member's name: the parser keeps names for later bodies too. */
    private static final int MOST_NAME = 256;

    static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(EmbeddingsCodec.MOST_TEXT)
                                    .maxNameLength(MOST_NAME)
                                    .maxTokenCount(EmbeddingsCodec.MOST_IDS + 100_000L)
                                    .build())
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    // Half a surrogate pair, which a client may send, would throw where it is
                    // written; each half as an escape is valid JSON.
                    .disable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .build();

    /** Far more than any request needs. */
    private static final int MOST_MEMBERS = 20_000;

    private final JsonParser in;
    private int members;

    private RequestBody(JsonParser in) {
        this.in = in;
    }

    /**
     * Reads a whole body.
     *
     * @param expects what an object of this kind has, for the refusal of what is none
     * @param reader throws what it refuses
     */
    static <T> Decoded<T> decoded(byte[] bytes, String expects, Function<RequestBody, T> reader) {
        try {
            return new Decoded.Request<>(read(bytes, expects, reader));
        } catch (RefusedException refused) {
            return new Decoded.Refused<>(refused.refusal());
        }
    }

    private static <T> T read(byte[] bytes, String expects, Function<RequestBody, T> reader) {
        Refusal encoding = JsonEncoding.check(bytes, bytes.length);
        if (encoding != null) {
            throw encoding.asException();
        }
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw Refusal.invalidRequest("the body must be a JSON object with " + expects)
                        .asException();
            }
            T read = reader.apply(new RequestBody(in));
            if (in.nextToken() != null) {
                throw Refusal.invalidJson("the body goes on after its JSON object").asException();
            }
            return read;
        } catch (StreamConstraintsException _) {
            throw tooMuch().asException();
        } catch (JacksonException broken) {
            throw Refusal.invalidJson(
                            "the body is not valid JSON near line "
                                    + broken.getLocation().getLineNr()
                                    + ", column "
                                    + broken.getLocation().getColumnNr())
                    .asException();
        }
    }

    private static Refusal tooMuch() {
        return new Refusal(
                ErrorCode.BODY_TOO_LARGE,
                "a text is longer than "
                        + EmbeddingsCodec.MOST_TEXT
                        + " characters, or the body holds more than is ever read; send shorter"
                        + " texts");
    }

    static RefusedException invalid(String field, String message) {
        return Refusal.invalidRequest(message).about(field).asException();
    }

    /** The name of the next member, at whose value the parser then stands; null at the end. */
    @Nullable String next() {
        if (in.nextToken() != JsonToken.PROPERTY_NAME) {
            return null;
        }
        String name = in.currentName();
        count();
        in.nextToken();
        return name;
    }

    private void count() {
        if (++members > MOST_MEMBERS) {
            throw tooMuch().asException();
        }
    }

    /** Goes to the end of the value at which the parser stands. */
    void skip() {
        if (!in.currentToken().isStructStart()) {
            return;
        }
        int depth = 1;
        while (depth > 0) {
            JsonToken token = in.nextToken();
            if (token == null) {
                return;
            }
            if (token == JsonToken.PROPERTY_NAME) {
                count();
            } else if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
        }
    }

    /** Whether the value is a list; the parser then stands in it. */
    boolean isList() {
        return in.currentToken() == JsonToken.START_ARRAY;
    }

    boolean isObject() {
        return in.currentToken() == JsonToken.START_OBJECT;
    }

    boolean isText() {
        return in.currentToken() == JsonToken.VALUE_STRING;
    }

    boolean isNumber() {
        return in.currentToken().isNumeric();
    }

    boolean isNull() {
        return in.currentToken() == JsonToken.VALUE_NULL;
    }

    /** Goes to the next element of the list; false at its end. */
    boolean nextElement() {
        return in.nextToken() != JsonToken.END_ARRAY;
    }

    String text() {
        return in.getString();
    }

    /** The same, and an empty one where the value is no text. */
    String textOrEmpty() {
        return isText() ? text() : "";
    }

    /** Null when the value is no whole number that an int can hold. */
    @Nullable Integer whole() {
        return in.currentToken() == JsonToken.VALUE_NUMBER_INT
                        && in.getNumberType() == JsonParser.NumberType.INT
                ? in.getIntValue()
                : null;
    }

    /** A whole number, or null where the body has null. */
    @Nullable Integer optionalWhole(String field) {
        if (isNull()) {
            return null;
        }
        Integer value = whole();
        if (value == null) {
            throw invalid(field, "'" + field + "' must be a whole number");
        }
        return value;
    }

    /** The same, from 1 on. */
    @Nullable Integer optionalPositive(String field) {
        Integer value = optionalWhole(field);
        if (value != null && value < 1) {
            throw invalid(field, "'" + field + "' must be a whole number from 1 on");
        }
        return value;
    }

    /** A truth value, or null where the body has null. */
    @Nullable Boolean optionalTruth(String field) {
        return switch (in.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw invalid(field, "'" + field + "' must be true or false");
        };
    }

    /** {@code truncate}: a truth value as TEI has it, or Cohere's and NVIDIA's word. */
    @Nullable Boolean truncate() {
        return switch (in.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> truncate(text());
            default -> throw notTruncate();
        };
    }

    private static boolean truncate(String word) {
        return switch (word) {
            case "END" -> true;
            case "NONE" -> false;
            default -> throw notTruncate();
        };
    }

    private static RefusedException notTruncate() {
        return invalid(
                "truncate",
                "'truncate' must be true or \"END\" to cut what is too long at its end, or false"
                        + " or \"NONE\" to have it refused");
    }
}
