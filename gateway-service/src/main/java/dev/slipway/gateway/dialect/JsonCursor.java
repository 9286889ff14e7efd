package dev.slipway.gateway.dialect;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the bytes of a JSON text without making a tree. It checks no more than it needs to
 * find its way: what is wrong elsewhere is for others to say.
 */
final class JsonCursor {
    /** What came of looking for a member. */
    enum Member {
        /** The cursor stands at its value. */
        FOUND,
        ABSENT,
        BROKEN
    }

    private final byte[] json;
    private int at;

    JsonCursor(byte[] json) {
        this.json = json;
    }

    boolean atEnd() {
        return at >= json.length;
    }

    /** Goes into the object that begins here, to the first member of that name. */
    Member enter(String name) {
        if (!open()) {
            return Member.BROKEN;
        }
        while (next() != '}') {
            String member = member();
            if (member == null) {
                return Member.BROKEN;
            }
            if (member.equals(name)) {
                return Member.FOUND;
            }
            if (!skipValue() || !separated()) {
                return Member.BROKEN;
            }
        }
        return Member.ABSENT;
    }

    /** Goes into the object that begins here; false where none does. */
    boolean open() {
        if (next() != '{') {
            return false;
        }
        at++;
        return true;
    }

    /** Consumes the name of a member, and then stands at its value; null where there is none. */
    @Nullable String member() {
        String member = text();
        if (member == null || next() != ':') {
            return null;
        }
        at++;
        return member;
    }

    /** Behind a member's value: goes to the next one, or to the object's end. */
    boolean separated() {
        if (next() == ',') {
            at++;
            return true;
        }
        return next() == '}';
    }

    /** The next byte that is no white space, or -1; it is not consumed. */
    int next() {
        while (at < json.length) {
            byte c = json[at];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return c;
            }
            at++;
        }
        return -1;
    }

    /** Consumes a string; null when there is none. */
    @Nullable String text() {
        if (next() != '"') {
            return null;
        }
        int start = ++at;
        if (!skipToQuote()) {
            return null;
        }
        String raw = new String(json, start, at - 1 - start, StandardCharsets.UTF_8);
        return raw.indexOf('\\') < 0 ? raw : unescaped(raw);
    }

    /** Consumes a number or a word, as it is written; empty where something else stands. */
    String scalar() {
        int c = next();
        if (c == '"' || c == '{' || c == '[') {
            return "";
        }
        int start = at;
        skipScalar();
        return new String(json, start, at - start, StandardCharsets.US_ASCII);
    }

    private boolean skipToQuote() {
        while (at < json.length) {
            byte c = json[at++];
            if (c == '"') {
                return true;
            }
            if (c == '\\') {
                at++;
            }
        }
        return false;
    }

    private boolean skipValue() {
        int depth = 0;
        while (true) {
            int c = next();
            if (c < 0) {
                return false;
            }
            if (c == '"') {
                at++;
                if (!skipToQuote()) {
                    return false;
                }
            } else if (c == '{' || c == '[') {
                depth++;
                at++;
                continue;
            } else if (c == '}' || c == ']') {
                if (depth == 0) {
                    return false;
                }
                depth--;
                at++;
            } else {
                at++;
                if (c == ',' || c == ':') {
                    if (depth == 0) {
                        return false;
                    }
                    continue;
                }
                skipScalar();
            }
            if (depth == 0) {
                return true;
            }
        }
    }

    private void skipScalar() {
        while (at < json.length) {
            byte c = json[at];
            if (c == ',' || c == '}' || c == ']' || c <= ' ') {
                return;
            }
            at++;
        }
    }

    private static @Nullable String unescaped(String raw) {
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\' || i + 1 >= raw.length()) {
                text.append(c);
                continue;
            }
            char escape = raw.charAt(++i);
            switch (escape) {
                case 'n' -> text.append('\n');
                case 't' -> text.append('\t');
                case 'r' -> text.append('\r');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'u' -> {
                    if (i + 4 >= raw.length()) {
                        return null;
                    }
                    try {
                        text.append((char) Integer.parseInt(raw, i + 1, i + 5, 16));
                    } catch (NumberFormatException broken) {
                        return null;
                    }
                    i += 4;
                }
                default -> text.append(escape);
            }
        }
        return text.toString();
    }
}
