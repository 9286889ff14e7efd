package dev.slipway.inference.serving;

import dev.slipway.contract.Headers;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.refusal.Refusal;

/** How the body of tensors is laid out, as its head says. */
sealed interface BodyForm {
    /**
     * A body that can be read.
     *
     * @param jsonLength as {@link OipCodec#decode} takes it
     */
    record Layout(int jsonLength) implements BodyForm {}

    record Refused(Refusal refusal) implements BodyForm {}

    /** As in other servers the length decides, whatever the media type says. */
    static BodyForm of(RequestHead head) {
        String length = head.header(Headers.JSON_LENGTH);
        if (length == null) {
            return new Layout(OipCodec.WHOLE);
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
                        Headers.JSON_LENGTH
                                + " must be the number of bytes of the body's JSON part"));
    }
}
