package dev.slipway.inference.task.huggingface;

import java.io.IOException;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * How many ids a {@code tokenizer.json} gives: those of its model's {@code vocab}, an object from
 * token to id or a list whose positions are the ids, and those of its {@code added_tokens}.
 */
final class Vocabulary {
    private int size;

    private Vocabulary() {}

    static int sizeOf(Path file) throws IOException {
        Vocabulary vocabulary = new Vocabulary();
        // A factory of its own, since it keeps the names that it has seen.
        try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), file)) {
            vocabulary.read(in);
        } catch (JacksonException broken) {
            throw new IOException("not a tokenizer", broken);
        }
        return vocabulary.size;
    }

    private void read(JsonParser in) {
        in.nextToken();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String member = in.currentName();
            in.nextToken();
            switch (member) {
                case "added_tokens" -> addedTokens(in);
                case "model" -> model(in);
                default -> in.skipChildren();
            }
        }
    }

    private void addedTokens(JsonParser in) {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            return;
        }
        while (in.nextToken() == JsonToken.START_OBJECT) {
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                String member = in.currentName();
                if (in.nextToken() == JsonToken.VALUE_NUMBER_INT && member.equals("id")) {
                    has(in.getIntValue());
                }
                in.skipChildren();
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
