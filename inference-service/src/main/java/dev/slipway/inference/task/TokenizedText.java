package dev.slipway.inference.task;

import java.util.OptionalInt;

/** What came of making one input of a text, of two, or of token ids. */
public sealed interface TokenizedText {
    /** It can run; {@link Tokens#cut} says whether all of it is there. */
    record Ready(Tokens tokens) implements TokenizedText {}

    /**
     * It is too long and shall not be cut.
     *
     * @param count tokens that it has; empty when they were not counted to the end
     * @param most tokens that the model reads
     */
    record TooLong(OptionalInt count, int most) implements TokenizedText {}

    /**
     * A token id that the model does not know.
     *
     * @param size every id must be less
     */
    record UnknownId(int id, int size) implements TokenizedText {}
}
