package dev.slipway.gateway.dialect;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds the top-level member {@code "model"} in the beginning of a JSON body without reading the
 * rest: one pass over the bytes, no tree. What is wrong elsewhere in the body is the replica's to
 * say.
 */
public final class ModelPeek {
    /** What was found. */
    public sealed interface Found {
        record Name(String model) implements Found {}

        record Absent() implements Found {}

        record NotText() implements Found {}

        record Broken() implements Found {}
    }

    private final byte[] json;
    private int at;

    private ModelPeek(byte[] json) {
        this.json = json;
    }

    public static Found find(byte[] json) {
        return new ModelPeek(json).find();
    }

    private Found find() {
        if (next() != '{') {
            return new Found.Broken();
        }
        at++;
        while (true) {
            int c = next();
            if (c == '}') {
                return new Found.Absent();
            }
            String name = text();
            if (name == null || next() != ':') {
                return new Found.Broken();
            }
            at++;
            if (name.equals("model")) {
                return value();
            }
            if (!skipValue()) {
                return new Found.Broken();
            }
            if (next() == ',') {
                at++;
            } else if (next() != '}') {
                return new Found.Broken();
            }
        }
    }

    private Found value() {
        if (next() != '"') {
            return at < json.length ? new Found.NotText() : new Found.Broken();
        }
        String model = text();
        return model == null ? new Found.Broken() : new Found.Name(model);
    }

    /** The next byte that is no white space, or -1; it is not consumed. */
    private int next() {
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
    private @Nullable String text() {
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
