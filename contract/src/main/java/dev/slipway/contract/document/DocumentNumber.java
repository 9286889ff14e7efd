package dev.slipway.contract.document;

/**
 * Orders documents of one kind: a higher epoch wins whatever the number.
 *
 * @param epoch database time in milliseconds at which the epoch was raised
 * @param number counter within the epoch, raised in the transaction of each change
 */
public record DocumentNumber(long epoch, long number) implements Comparable<DocumentNumber> {
    public static final DocumentNumber NONE = new DocumentNumber(0, 0);

    @Override
    public int compareTo(DocumentNumber other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(number, other.number);
    }

    public boolean isAtLeast(DocumentNumber other) {
        return compareTo(other) >= 0;
    }

    /** The form of the {@code X-Slipway-Document} header. */
    @Override
    public String toString() {
        return epoch + ":" + number;
    }
}
