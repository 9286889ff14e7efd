package dev.slipway.inference.dialect;

import dev.slipway.inference.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The one encoding that a body of JSON may have, UTF-8, with or without its mark in front. A parser
 * that finds another one by itself reads through characters of its own: no place in the body is
 * known then, so that nothing can be charged before it is made, and where the JSON ends is lost.
 */
public final class JsonEncoding {
    private static final byte MARK_OF_UTF_16 = (byte) 0xfe;
    private static final byte MARK_REVERSED = (byte) 0xff;

    private JsonEncoding() {}

    /**
     * Looks at how a body begins: JSON in UTF-16 or UTF-32 has a mark or a zero in its first two
     * bytes, which JSON in UTF-8 never has.
     *
     * @param length bytes of the body that are JSON
     * @return null where it is not in another encoding
     */
    public static @Nullable Refusal check(byte[] body, int length) {
        boolean other =
                length > 0
                        && (body[0] == 0
                                || body[0] == MARK_OF_UTF_16
                                || body[0] == MARK_REVERSED
                                || (length > 1 && body[1] == 0));
        return other
                ? Refusal.invalidJson(
                        "the body is not valid JSON: it is not encoded as UTF-8; encode it so")
                : null;
    }
}
