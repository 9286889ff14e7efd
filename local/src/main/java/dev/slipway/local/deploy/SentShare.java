package dev.slipway.local.deploy;

import java.util.Locale;

/**
 * How much of an upload was sent.
 *
 * @param nanos since its begin
 */
public record SentShare(long bytes, long total, long nanos) {
    private static final long MEGABYTE = 1_000_000;
    private static final long KILOBYTE = 1_000;

    public boolean isAll() {
        return bytes >= total;
    }

    /** From 0 to 100, and that only when all is sent. */
    public int percent() {
        return isAll() ? 100 : (int) Math.min(99, bytes * 100.0 / total);
    }

    /** As people read it: the share, the sizes, and the rate since the begin. */
    public String text() {
        double rate = nanos <= 0 ? 0 : bytes * 1e3 / nanos;
        return String.format(
                Locale.ROOT,
                "%3d %%  %d of %s  %.1f MB/s",
                percent(),
                Math.min(bytes, total) / unit(total),
                size(total),
                rate);
    }

    static String size(long bytes) {
        return bytes / unit(bytes) + (unit(bytes) == MEGABYTE ? " MB" : " kB");
    }

    private static long unit(long bytes) {
        return bytes < MEGABYTE ? KILOBYTE : MEGABYTE;
    }
}
