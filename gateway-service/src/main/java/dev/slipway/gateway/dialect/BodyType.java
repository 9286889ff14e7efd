package dev.slipway.gateway.dialect;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which media types the body of an inference may have: JSON, of any charset, or none said. Bytes
 * are for the Open Inference Protocol, if the length of their JSON part is said. None comes
 * compressed: nobody here inflates what might be more than it may.
 */
public final class BodyType {
    private static final String JSON = "application/json";
    private static final String BYTES = "application/octet-stream";
    private static final Refusal NOT_JSON =
            refusal("The body must be JSON. Send it with \"Content-Type: application/json\".");
    private static final Refusal NOT_OIP =
            refusal(
                    "The body must be JSON (\"Content-Type: application/json\"), or JSON with"
                            + " tensors as bytes behind it (\"application/octet-stream\" and "
                            + Headers.JSON_LENGTH
                            + ").");

    private static final Refusal ENCODED =
            refusal(
                    "The body has a Content-Encoding, and bodies are read here as they are. Send it"
                            + " uncompressed, without that header.");

    private BodyType() {}

    /** Null when the body comes as it is. */
    public static @Nullable Refusal encodingRefusal(@Nullable String contentEncoding) {
        return contentEncoding == null || contentEncoding.strip().equalsIgnoreCase("identity")
                ? null
                : ENCODED;
    }

    /** Null when the type is fit. */
    public static @Nullable Refusal refusal(
            Dialect dialect, @Nullable String contentType, boolean saysJsonLength) {
        if (contentType == null || contentType.equalsIgnoreCase(JSON)) {
            return null;
        }
        String type = withoutParameters(contentType);
        if (type.equals(JSON) || type.endsWith("+json")) {
            return null;
        }
        if (dialect != Dialect.OIP) {
            return NOT_JSON;
        }
        return type.equals(BYTES) && saysJsonLength ? null : NOT_OIP;
    }

    private static String withoutParameters(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static Refusal refusal(String message) {
        return Refusal.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, message);
    }
}
