package dev.slipway.gateway.dialect;

/** How a client writes a whole number from 0 on: in digits and nothing else. */
final class WholeNumber {
    private static final long NONE = -1;

    private WholeNumber() {}

    /** Of one that is too long to be held the largest that is not; negative where it is none. */
    static long read(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return NONE;
            }
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException tooLong) {
            return Long.MAX_VALUE;
        }
    }
}
