import java.nio.ByteBuffer;

/** Finds where one HTTP/1.1 answer ends, in pieces as they come; its body is not kept. */
final class AnswerParser {
    private static final int MOST_TEXT = 200;

    /** Of the last whole answer. */
    int status;

    boolean closes;

    /** Why it is no success, as a word; empty where it does not say. */
    String error = "";

    /** Whether it says when to ask again. */
    boolean retries;

    /** The beginning of a body that is no success. */
    final StringBuilder text = new StringBuilder();

    private final StringBuilder line = new StringBuilder();
    private Part part = Part.STATUS;
    private long left;
    private boolean chunked;

    private enum Part {
        STATUS,
        HEADERS,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        WHOLE
    }

    void begin() {
        part = Part.STATUS;
        status = 0;
        closes = false;
        error = "";
        retries = false;
        chunked = false;
        left = 0;
        line.setLength(0);
        text.setLength(0);
    }

    /** Takes what has come; whether the answer is whole. */
    boolean take(ByteBuffer in) {
        while (in.hasRemaining() && part != Part.WHOLE) {
            if (part == Part.BODY || part == Part.CHUNK) {
                skip(in);
            } else {
                character((char) (in.get() & 0xff));
            }
        }
        return part == Part.WHOLE;
    }

    private void skip(ByteBuffer in) {
        int some = (int) Math.min(left, in.remaining());
        for (int i = 0; status != 200 && i < some && text.length() < MOST_TEXT; i++) {
            text.append((char) (in.get(in.position() + i) & 0xff));
        }
        in.position(in.position() + some);
        left -= some;
        if (left == 0) {
            part = part == Part.BODY ? Part.WHOLE : Part.CHUNK_END;
        }
    }

    private void character(char next) {
        if (next != '\n') {
            if (next != '\r') {
                line.append(next);
            }
            return;
        }
        switch (part) {
            case STATUS -> {
                status = Integer.parseInt(line, 9, 12, 10);
                part = Part.HEADERS;
            }
            case HEADERS -> {
                if (line.isEmpty()) {
                    headEnds();
                } else {
                    header();
                }
            }
            case CHUNK_SIZE -> {
                int end = line.indexOf(";");
                left = Long.parseLong(line, 0, end < 0 ? line.length() : end, 16);
                part = left == 0 ? Part.TRAILER : Part.CHUNK;
            }
            case CHUNK_END -> part = Part.CHUNK_SIZE;
            case TRAILER -> {
                if (line.isEmpty()) {
                    part = Part.WHOLE;
                }
            }
            case BODY, CHUNK, WHOLE -> throw new IllegalStateException(part.name());
        }
        line.setLength(0);
    }

    private void headEnds() {
        if (status < 200) {
            part = Part.STATUS;
        } else if (chunked) {
            part = Part.CHUNK_SIZE;
        } else {
            part = left == 0 ? Part.WHOLE : Part.BODY;
        }
    }

    private void header() {
        if (isNamed("content-length:")) {
            left = Long.parseLong(value());
        } else if (isNamed("transfer-encoding:")) {
            chunked = value().equalsIgnoreCase("chunked");
        } else if (isNamed("connection:")) {
            closes = value().equalsIgnoreCase("close");
        } else if (isNamed("x-slipway-error:")) {
            error = value();
        } else if (isNamed("retry-after:")) {
            retries = true;
        }
    }

    private boolean isNamed(String name) {
        if (line.length() < name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if ((line.charAt(i) | 0x20) != (name.charAt(i) | 0x20)) {
                return false;
            }
        }
        return true;
    }

    private String value() {
        return line.substring(line.indexOf(":") + 1).strip();
    }
}
