package dev.slipway.inference.task;

import java.util.OptionalInt;

/** Turns texts into tokens, cut to the model's longest input. Callable from several threads. */
public interface Tokenizer extends AutoCloseable {
    Tokens encode(String text);

    /** Two texts as one input; of the longer one more is cut, until both together fit. */
    Tokens encodePair(String first, String second);

    /**
     * How many tokens a text has before it is cut, special ones included; empty for a text that is
     * too long to be counted.
     */
    OptionalInt count(String text);

    /** The same of two texts as one input. */
    OptionalInt countPair(String first, String second);

    /**
     * The beginning of a text that has so many tokens of its own; the text itself if no more.
     *
     * @param tokens from 1 to {@link #maxTokens}
     */
    String beginning(String text, int tokens);

    /** Longest input, special tokens included. */
    int maxTokens();

    /** Every id is less than this. */
    int vocabularySize();

    /** The id that stands behind a text where a longer one shares its run. */
    int padId();

    @Override
    void close();
}
