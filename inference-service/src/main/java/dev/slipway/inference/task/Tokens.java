package dev.slipway.inference.task;

/**
 * One text as a model reads it, special tokens included, never padded.
 *
 * @param ids numbers of the vocabulary
 * @param typeIds which segment each belongs to
 */
@SuppressWarnings("ArrayRecordComponent")
public record Tokens(long[] ids, long[] typeIds) {
    public int count() {
        return ids.length;
    }
}
