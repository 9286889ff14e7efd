package dev.slipway.gateway.dialect;

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

    private ModelPeek() {}

    public static Found find(byte[] json) {
        JsonCursor cursor = new JsonCursor(json);
        return switch (cursor.enter("model")) {
            case FOUND -> value(cursor);
            case ABSENT -> new Found.Absent();
            case BROKEN -> new Found.Broken();
        };
    }

    private static Found value(JsonCursor cursor) {
        if (cursor.next() != '"') {
            return cursor.atEnd() ? new Found.Broken() : new Found.NotText();
        }
        String model = cursor.text();
        return model == null ? new Found.Broken() : new Found.Name(model);
    }
}
