package dev.slipway.inference.dialect.oip.protobuf;

import com.google.protobuf.CodedInputStream;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.ElementStore;
import java.io.IOException;

/**
 * Reads names and other words of the protocol. What a long one takes is charged before it is made;
 * nothing is charged for one of usual length.
 */
final class Words {
    private static final int USUAL = 256;

    /** The parser makes characters of two bytes of each byte, and then the text of those. */
    private static final int MADE_OF_A_BYTE = 4;

    private static final int MOST_SHIFT = 28;

    private final byte[] body;
    private final RequestMemory memory;

    /**
     * Charges nothing yet.
     *
     * @param body from whose beginning the streams read that are given to this
     */
    Words(byte[] body, RequestMemory memory) {
        this.body = body;
        this.memory = memory;
    }

    /** The text that follows, its length first. */
    String read(CodedInputStream in) throws IOException {
        int length = lengthAt(in.getTotalBytesRead());
        if (length > USUAL && length <= body.length) {
            ElementStore.check(memory.holdOnHeap((long) MADE_OF_A_BYTE * length));
        }
        return in.readStringRequireUtf8();
    }

    /** What the stream will read there as a length; of a broken one it will tell itself. */
    private int lengthAt(int place) {
        int length = 0;
        int at = place;
        for (int shift = 0; shift <= MOST_SHIFT && at < body.length; shift += 7) {
            byte next = body[at++];
            length |= (next & 0x7f) << shift;
            if (next >= 0) {
                break;
            }
        }
        return length;
    }
}
