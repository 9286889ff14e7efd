package dev.slipway.inference.task;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Makes a token of each word, whose id is 100 and the word's length; before a text stands 1, behind
 * it 2.
 */
final class WordTokenizer implements Tokenizer {
    static final int PAD = 5;

    private static final int OF_ONE_TEXT = 2;
    private static final int OF_TWO_TEXTS = 3;

    private final int maxTokens;
    private boolean closed;

    WordTokenizer(int maxTokens) {
        this.maxTokens = maxTokens;
    }

    boolean isClosed() {
        return closed;
    }

    private static String[] words(String text) {
        return text.split(" ", -1);
    }

    @Override
    public Tokens encode(String text) {
        String[] words = words(text);
        int read = Math.min(words.length, maxTokens - OF_ONE_TEXT);
        long[] ids = new long[read + OF_ONE_TEXT];
        ids[0] = 1;
        put(words, read, ids, 1);
        return new Tokens(ids, new long[ids.length], read < words.length);
    }

    @Override
    public Tokens encodePair(String first, String second) {
        String[] firstWords = words(first);
        String[] secondWords = words(second);
        int one = firstWords.length;
        int other = secondWords.length;
        while (one + other > maxTokens - OF_TWO_TEXTS) {
            if (one > other) {
                one--;
            } else {
                other--;
            }
        }
        long[] ids = new long[one + other + OF_TWO_TEXTS];
        ids[0] = 1;
        int behind = put(firstWords, one, ids, 1);
        put(secondWords, other, ids, behind);
        long[] types = new long[ids.length];
        Arrays.fill(types, behind, types.length, 1);
        boolean cut = one < firstWords.length || other < secondWords.length;
        return new Tokens(ids, types, cut);
    }

    /** Returns where the next text begins. */
    private static int put(String[] words, int count, long[] ids, int from) {
        for (int i = 0; i < count; i++) {
            ids[from + i] = 100L + words[i].length();
        }
        ids[from + count] = 2;
        return from + count + 1;
    }

    @Override
    public OptionalInt count(String text) {
        return OptionalInt.of(words(text).length + OF_ONE_TEXT);
    }

    @Override
    public OptionalInt countPair(String first, String second) {
        return OptionalInt.of(words(first).length + words(second).length + OF_TWO_TEXTS);
    }

    @Override
    public String beginning(String text, int tokens) {
        String[] words = words(text);
        return words.length <= tokens ? text : String.join(" ", Arrays.copyOf(words, tokens));
    }

    @Override
    public int maxTokens() {
        return maxTokens;
    }

    @Override
    public int vocabularySize() {
        return 200;
    }

    @Override
    public int padId() {
        return PAD;
    }

    @Override
    public void close() {
        closed = true;
    }
}
