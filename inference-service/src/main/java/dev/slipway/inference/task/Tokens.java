package dev.slipway.inference.task;

/**
 * One input as a model reads it, special tokens included, never padded.
 *
 * @param ids numbers of the vocabulary
 * @param typeIds which segment each belongs to
 * @param cut whether it is less than what was given
 */
@SuppressWarnings("ArrayRecordComponent")
public record Tokens(long[] ids, long[] typeIds, boolean cut) {
    public int count() {
        return ids.length;
    }
}
