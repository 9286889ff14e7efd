package dev.slipway.store.archive;

/**
 * What an archive may hold.
 *
 * @param maxEntries files, folders and whatever else
 * @param maxDepth folders above a file
 * @param maxBytes of all its entries, unpacked
 * @param maxRatio unpacked bytes for one packed byte, looked at from {@code ratioFromBytes} on
 */
public record ArchiveLimits(
        int maxEntries, int maxDepth, long maxBytes, long maxRatio, long ratioFromBytes) {
    private static final int MAX_DEPTH = 8;
    private static final long MAX_RATIO = 200;
    private static final long RATIO_FROM_BYTES = 100L << 20;

    /** An archive may have so many entries for each file that an upload may have. */
    private static final int ENTRIES_PER_FILE = 10;

    /** The usual ones beside what an upload as a whole may hold. */
    public static ArchiveLimits of(int maxFiles, long maxBytes) {
        return new ArchiveLimits(
                Math.multiplyExact(ENTRIES_PER_FILE, maxFiles),
                MAX_DEPTH,
                maxBytes,
                MAX_RATIO,
                RATIO_FROM_BYTES);
    }
}
