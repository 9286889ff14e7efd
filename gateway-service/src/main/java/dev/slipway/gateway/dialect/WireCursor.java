package dev.slipway.gateway.dialect;

/** Walks over the fields of a protobuf message without reading them. */
final class WireCursor {
    private static final int NUMBER = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int BYTES = 2;
    private static final int FOUR_BYTES = 5;
    private static final int LONGEST_NUMBER_BITS = 70;

    /** The bytes are no message. The only way in which anything here fails. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Malformed() {
            super("not a message", null, false, false);
        }
    }

    private final byte[] bytes;
    private int at;
    private int end;

    WireCursor(byte[] bytes) {
        this.bytes = bytes;
        this.end = bytes.length;
    }

    static long bytesField(int field) {
        return ((long) field << 3) | BYTES;
    }

    static long numberField(int field) {
        return ((long) field << 3) | NUMBER;
    }

    byte[] bytes() {
        return bytes;
    }

    int at() {
        return at;
    }

    boolean hasMore() {
        return at < end;
    }

    /** Field and wire type of what follows. */
    long tag() {
        long tag = number();
        if (tag < 8 || tag > 0xFFFF_FFFFL) {
            throw new Malformed();
        }
        return tag;
    }

    long number() {
        long number = 0;
        for (int shift = 0; shift < LONGEST_NUMBER_BITS; shift += 7) {
            if (at >= end) {
                throw new Malformed();
            }
            byte next = bytes[at++];
            number |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new Malformed();
    }

    /** The length of what follows, which is wholly there. */
    int length() {
        long length = number();
        if (length < 0 || length > end - at) {
            throw new Malformed();
        }
        return (int) length;
    }

    /** Goes past bytes that are known to be there. */
    void pass(int count) {
        at += count;
    }

    void skip(long tag) {
        switch ((int) (tag & 7)) {
            case NUMBER -> number();
            case EIGHT_BYTES -> fixed(8);
            case BYTES -> pass(length());
            case FOUR_BYTES -> fixed(4);
            default -> throw new Malformed();
        }
    }

    private void fixed(int count) {
        if (end - at < count) {
            throw new Malformed();
        }
        at += count;
    }

    /** From here on only so many bytes are there. Returns what {@link #unlimit} takes. */
    int limit(int length) {
        int outer = end;
        end = at + length;
        return outer;
    }

    void unlimit(int outer) {
        end = outer;
    }
}
