package dev.slipway.inference.task.huggingface;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Which ids a {@code tokenizer.json} gives: those of its model's {@code vocab}, an object from
 * token to id or a list whose positions are the ids, and those of its {@code added_tokens}. The id
 * for padding is the one that its {@code padding} names, else that of the added token {@code [PAD]}
 * or {@code <pad>}, else 0.
 */
final class Vocabulary {
    private static final List<String> PADS = List.of("[PAD]", "<pad>");

    private int size;
    private int namedPad = -1;
    private int addedPad = -1;

    private Vocabulary() {}

    static Vocabulary of(Path file) throws IOException {
        Vocabulary vocabulary = new Vocabulary();
        // A factory of its own, since it keeps the names that it has seen.
        try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), file)) {
            vocabulary.read(in);
        } catch (JacksonException broken) {
            throw new IOException("not a tokenizer", broken);
        }
        return vocabulary;
    }

    /** Every id is less than this. */
    int size() {
        return size;
    }

    /** One of the ids, or 0. */
    int padId() {
        int pad = namedPad >= 0 ? namedPad : addedPad;
        return pad >= 0 && pad < size ? pad : 0;
    }

    private void read(JsonParser in) {
        in.nextToken();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String member = in.currentName();
            in.nextToken();
            switch (member) {
                case "added_tokens" -> addedTokens(in);
                case "model" -> model(in);
                case "padding" -> padding(in);
                default -> in.skipChildren();
            }
        }
    }

    private void padding(JsonParser in) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String member = in.currentName();
            if (in.nextToken() == JsonToken.VALUE_NUMBER_INT && member.equals("pad_id")) {
                namedPad = in.getIntValue();
            }
            in.skipChildren();
        }
    }

    private void addedTokens(JsonParser in) {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            return;
        }
        while (in.nextToken() == JsonToken.START_OBJECT) {
            int id = -1;
            boolean pads = false;
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                String member = in.currentName();
                JsonToken value = in.nextToken();
                if (value == JsonToken.VALUE_NUMBER_INT && member.equals("id")) {
                    id = in.getIntValue();
                    has(id);
                } else if (value == JsonToken.VALUE_STRING && member.equals("content")) {
                    pads = PADS.contains(in.getString());
                }
                in.skipChildren();
            }
            if (pads && addedPad < 0) {
                addedPad = id;
            }
        }
    }

    private void model(JsonParser in) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String member = in.currentName();
            in.nextToken();
            if (member.equals("vocab") && in.currentToken().isStructStart()) {
                vocab(in);
            } else {
                in.skipChildren();
            }
        }
    }

    private void vocab(JsonParser in) {
        boolean list = in.currentToken() == JsonToken.START_ARRAY;
        int position = 0;
        for (JsonToken token = in.nextToken();
                token != null && !token.isStructEnd();
                token = in.nextToken()) {
            if (list) {
                has(position++);
                in.skipChildren();
            } else if (in.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                has(in.getIntValue());
            }
        }
    }

    private void has(int id) {
        size = Math.max(size, id + 1);
    }
}
