package dev.slipway.local.deploy.http;

import dev.slipway.local.deploy.SentShare;
import java.io.IOException;
import java.time.Duration;

/** How long an upload may stand still; how long all of it takes does not matter. */
final class UploadPatience {
    private static final Duration STILL = Duration.ofSeconds(60);

    /** A zip is unpacked only when all of it is there. */
    private static final Duration ANSWER = Duration.ofMinutes(10);

    private final long total;
    private long sent;
    private long since;

    UploadPatience(long total, long now) {
        this.total = total;
        this.since = now;
    }

    /**
     * Looks again.
     *
     * @param sentNow all bytes that were taken so far
     * @param now in nanoseconds
     * @throws IOException when it has stood still for too long
     */
    void look(long sentNow, long now) throws IOException {
        if (sentNow != sent) {
            sent = sentNow;
            since = now;
            return;
        }
        long still = now - since;
        if (sent < total && still >= STILL.toNanos()) {
            throw new IOException(
                    "the upload was given up: none of its bytes was taken for "
                            + STILL.toSeconds()
                            + " s, and "
                            + new SentShare(sent, total, 0).percent()
                            + " % were sent; './slipway status' shows whether the gateway and the"
                            + " store run, then send it again");
        }
        if (sent >= total && still >= ANSWER.toNanos()) {
            throw new IOException(
                    "the upload was given up: all was sent, and no answer came for "
                            + ANSWER.toMinutes()
                            + " min; './slipway status' shows whether the version is there,"
                            + " the store's log why not");
        }
    }
}
