package dev.slipway.inference.task.huggingface;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.slipway.inference.task.Tokenizer;
import dev.slipway.inference.task.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** One tokenizer.json; truncation is ours, padding is off whatever the file says. */
final class HuggingFaceTokens implements Tokenizer {
    private final HuggingFaceTokenizer tokenizer;

    private HuggingFaceTokens(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    static Tokenizer load(Path file, int maxTokens) throws IOException {
        Map<String, String> options =
                Map.of(
                        "padding",
                        "false",
                        "truncation",
                        "true",
                        "maxLength",
                        Integer.toString(maxTokens),
                        "modelMaxLength",
                        Integer.toString(maxTokens));
        try (InputStream in = Files.newInputStream(file)) {
            return new HuggingFaceTokens(HuggingFaceTokenizer.newInstance(in, options));
        } catch (RuntimeException broken) {
            throw new IOException("not a tokenizer", broken);
        }
    }

    @Override
    public Tokens encode(String text) {
        Encoding encoding = tokenizer.encode(text);
        return new Tokens(encoding.getIds(), encoding.getTypeIds());
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
