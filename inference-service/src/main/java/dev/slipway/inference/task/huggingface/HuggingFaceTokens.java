package dev.slipway.inference.task.huggingface;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import dev.slipway.inference.task.Tokenizer;
import dev.slipway.inference.task.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/** One tokenizer.json; the longest input is ours, padding is off whatever the file says. */
final class HuggingFaceTokens implements Tokenizer {
    /** The library makes several objects a token, so what is cut is not always counted. */
    private static final int MOST_COUNTED_CHARACTERS = 1 << 15;

    private final HuggingFaceTokenizer tokenizer;
    private final int maxTokens;
    private final Vocabulary vocabulary;
    private final int specialOfOne;
    private final int specialOfPair;

    private HuggingFaceTokens(
            HuggingFaceTokenizer tokenizer, int maxTokens, Vocabulary vocabulary) {
        this.tokenizer = tokenizer;
        this.maxTokens = maxTokens;
        this.vocabulary = vocabulary;
        this.specialOfOne = tokenizer.encode("").getIds().length;
        this.specialOfPair = tokenizer.encode("", "").getIds().length;
    }

    static Tokenizer load(Path file, int maxTokens) throws IOException {
        String longest = Integer.toString(maxTokens);
        Map<String, String> options =
                Map.of(
                        "padding",
                        "false",
                        "truncation",
                        "true",
                        "maxLength",
                        longest,
                        "modelMaxLength",
                        longest);
        Vocabulary vocabulary = Vocabulary.of(file);
        try (InputStream in = Files.newInputStream(file)) {
            return new HuggingFaceTokens(
                    HuggingFaceTokenizer.newInstance(in, options), maxTokens, vocabulary);
        } catch (RuntimeException broken) {
            throw new IOException("not a tokenizer", broken);
        }
    }

    @Override
    public Tokens encode(String text) {
        return tokens(tokenizer.encode(text));
    }

    @Override
    public Tokens encodePair(String first, String second) {
        return tokens(tokenizer.encode(first, second));
    }

    private static Tokens tokens(Encoding encoding) {
        return new Tokens(encoding.getIds(), encoding.getTypeIds(), encoding.exceedMaxLength());
    }

    @Override
    public OptionalInt count(String text) {
        return text.length() > MOST_COUNTED_CHARACTERS
                ? OptionalInt.empty()
                : OptionalInt.of(specialOfOne + own(text));
    }

    @Override
    public OptionalInt countPair(String first, String second) {
        return first.length() + second.length() > MOST_COUNTED_CHARACTERS
                ? OptionalInt.empty()
                : OptionalInt.of(specialOfPair + own(first) + own(second));
    }

    /** Without special tokens, what is cut comes in pieces that do not overlap. */
    private int own(String text) {
        Encoding whole = tokenizer.encode(text, false, true);
        int count = whole.getIds().length;
        for (Encoding more : whole.getOverflowing()) {
            count += more.getIds().length;
        }
        return count;
    }

    @Override
    public String beginning(String text, int tokens) {
        Encoding own = tokenizer.encode(text, false, false);
        int count = own.getIds().length;
        if (count < tokens || (count == tokens && !own.exceedMaxLength())) {
            return text;
        }
        CharSpan last = own.getCharTokenSpans()[tokens - 1];
        int codePoints = Math.min(last.getEnd(), text.codePointCount(0, text.length()));
        return text.substring(0, text.offsetByCodePoints(0, codePoints));
    }

    @Override
    public int maxTokens() {
        return maxTokens;
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    @Override
    public int padId() {
        return vocabulary.padId();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
