package dev.slipway.store.refusal;

import dev.slipway.contract.error.ErrorCode;

/**
 * Why something was not done.
 *
 * @param detail one sentence that says what is wrong and what to do
 */
public record Refusal(ErrorCode code, String detail) {
    private static final int SHOWN_CHARS = 200;

    /** A name as a message may show it: short, and without control characters. */
    public static String shown(String name) {
        String printable = name.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
        return printable.length() <= SHOWN_CHARS
                ? printable
                : printable.substring(0, SHOWN_CHARS) + "…";
    }
}
