package dev.slipway.inference.dialect.oip.json;

import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.ElementStore;
import tools.jackson.core.JsonParser;

/**
 * Charges texts. How long one is in the body is looked up before the parser decodes it, because the
 * parser makes it in pieces of two bytes a character, joins them and copies the result: six times
 * its length at worst. What the text keeps stays charged.
 */
final class TextMemory {
    private static final int USUAL_WORD = 256;

    /** A string and its array, each with a header. */
    private static final int OBJECTS_BYTES = 48;

    private final RequestMemory memory;
    private final byte[] body;
    private final int parsedFrom;

    /**
     * Charges nothing yet.
     *
     * @param parsedFrom where in the body the parser began
     */
    TextMemory(RequestMemory memory, byte[] body, int parsedFrom) {
        this.memory = memory;
        this.body = body;
        this.parsedFrom = parsedFrom;
    }

    /** A name, or another word of the protocol: nothing is charged for one of usual length. */
    String readWord(JsonParser in) {
        return lengthAfter(opening(in)) <= USUAL_WORD ? in.getString() : read(in);
    }

    private int opening(JsonParser in) {
        return parsedFrom + (int) in.currentTokenLocation().getByteOffset();
    }

    /** The text that is the parser's current token. */
    String read(JsonParser in) {
        int opening = opening(in);
        long making = OBJECTS_BYTES + (long) RequestMemory.MAKING_A_TEXT * lengthAfter(opening);
        ElementStore.check(memory.holdOnHeap(making));
        String text = in.getString();
        memory.giveBackHeap(making - kept(text));
        return text;
    }

    private int lengthAfter(int opening) {
        int at = opening + 1;
        while (at < body.length && body[at] != '"') {
            at += body[at] == '\\' ? 2 : 1;
        }
        return at - opening;
    }

    private static long kept(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return OBJECTS_BYTES + 2L * text.length();
            }
        }
        return OBJECTS_BYTES + (long) text.length();
    }
}
