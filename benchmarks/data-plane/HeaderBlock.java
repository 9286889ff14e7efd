import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The fields of a header block (HPACK) by a server that was told to keep no table. Those that stand
 * in everybody's table and those that are compressed are passed over.
 */
final class HeaderBlock {
    private static final int MOST_SHIFT = 21;

    private final ByteBuffer bytes;

    private HeaderBlock(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** The value of the first field of that name that is written out; null where there is none. */
    static String value(ByteBuffer block, String name) throws IOException {
        HeaderBlock fields = new HeaderBlock(block.duplicate());
        while (fields.bytes.hasRemaining()) {
            String value = fields.next(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private String next(String wanted) throws IOException {
        int first = bytes.get(bytes.position()) & 0xff;
        if (first >= 0x80) {
            integer(7);
            return null;
        }
        if (first >> 5 == 1) {
            // The size of the table, which is none.
            integer(5);
            return null;
        }
        int known = integer(first >= 0x40 ? 6 : 4);
        String name = known == 0 ? string() : "";
        String value = string();
        return name.equals(wanted) ? value : null;
    }

    private String string() throws IOException {
        boolean compressed = bytes.get(bytes.position()) < 0;
        byte[] text = new byte[integer(7)];
        bytes.get(text);
        return compressed ? "" : new String(text, StandardCharsets.UTF_8);
    }

    /** An integer that begins in the lowest bits of a byte. */
    private int integer(int bits) throws IOException {
        int most = (1 << bits) - 1;
        int value = bytes.get() & most;
        if (value < most) {
            return value;
        }
        for (int shift = 0; shift <= MOST_SHIFT; shift += 7) {
            int next = bytes.get();
            value += (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("a header block with an integer that is too large");
    }
}
