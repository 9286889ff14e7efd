package dev.slipway.local.deploy;

/** Hears how far one upload is, some times a second, and when no more of it will be sent. */
@FunctionalInterface
public interface UploadReport {
    /**
     * Told by the thread that uploads.
     *
     * @param bytes those that were taken, of the total
     */
    void sent(long bytes, long total);

    /** Also where it failed. */
    default void ended() {}
}
