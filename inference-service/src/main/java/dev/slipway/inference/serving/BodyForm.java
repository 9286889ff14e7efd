package dev.slipway.inference.serving;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.refusal.Refusal;
import java.util.Locale;

/** How the body of tensors is laid out, as its head says. */
sealed interface BodyForm {
    String JSON_LENGTH = "Inference-Header-Content-Length";

    /**
     * A body that can be read.
     *
     * @param jsonLength as {@link OipCodec#decode} takes it
     */
    record Layout(int jsonLength) implements BodyForm {}

    record Refused(Refusal refusal) implements BodyForm {}

    /** As in other servers the length decides, and a head without a media type means JSON. */
    static BodyForm of(RequestHead head) {
        String type = head.header("Content-Type");
        if (type != null && !isReadable(type)) {
            return new Refused(
                    new Refusal(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "the body must be application/json, or application/octet-stream with"
                                    + " binary tensors; say so in Content-Type"));
        }
        String length = head.header(JSON_LENGTH);
        if (length == null) {
            return new Layout(OipCodec.ALL_JSON);
        }
        try {
            int jsonLength = Integer.parseInt(length.strip());
            if (jsonLength >= 0) {
                return new Layout(jsonLength);
            }
        } catch (NumberFormatException noNumber) {
            // Told below, as a negative one is.
        }
        return new Refused(
                Refusal.invalidRequest(
                        JSON_LENGTH + " must be the number of bytes of the body's JSON part"));
    }

    private static boolean isReadable(String contentType) {
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end))
                        .strip()
                        .toLowerCase(Locale.ROOT);
        return type.equals("application/json")
                || type.equals("application/octet-stream")
                || type.endsWith("+json");
    }
}
