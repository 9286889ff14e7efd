package dev.slipway.gateway.limits;

import java.time.Duration;

/**
 * Every bound of the door.
 *
 * @param maxBodyBytes largest request body
 * @param keptBodyBytes largest body that is kept so that it can be sent again
 * @param keptTotalBytes kept bodies of the whole process
 * @param heldAnswerBytes largest answer that is held until it is complete
 * @param holdCount requests that wait for a usable replica
 * @param holdBytes bytes of their bodies
 * @param maxHeaderBytes all headers of a request
 * @param maxLineBytes the request line
 * @param maxConnectionsPerReplica connections to one replica
 * @param bodyIdle how long a client may pause while it sends its body
 * @param unread time within which a client over HTTP/1.1 takes in 64 KiB of what waits for it, or
 *     all of it where fewer wait, else it is given up; less than a replica's own, which waits for
 *     the gateway
 */
public record DoorLimits(
        long maxBodyBytes,
        int keptBodyBytes,
        long keptTotalBytes,
        int heldAnswerBytes,
        int holdCount,
        long holdBytes,
        int maxHeaderBytes,
        int maxLineBytes,
        int maxConnectionsPerReplica,
        Duration bodyIdle,
        Duration unread) {
    private static final int MIB = 1 << 20;

    public static final DoorLimits DEFAULT =
            new DoorLimits(
                    64L * MIB,
                    MIB,
                    64L * MIB,
                    MIB,
                    10_000,
                    64L * MIB,
                    32 * 1024,
                    8 * 1024,
                    10_000,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30));

    public DoorLimits {
        if (maxBodyBytes < keptBodyBytes || keptBodyBytes <= 0 || heldAnswerBytes <= 0) {
            throw new IllegalArgumentException("a body that is kept must be a body that is taken");
        }
        if (holdCount < 0 || holdBytes < 0 || maxConnectionsPerReplica <= 0) {
            throw new IllegalArgumentException("a bound must not be negative");
        }
        if (!unread.isPositive()) {
            throw new IllegalArgumentException("a client must have time to read");
        }
    }

    public DoorLimits withHold(int count, long bytes) {
        return new DoorLimits(
                maxBodyBytes,
                keptBodyBytes,
                keptTotalBytes,
                heldAnswerBytes,
                count,
                bytes,
                maxHeaderBytes,
                maxLineBytes,
                maxConnectionsPerReplica,
                bodyIdle,
                unread);
    }

    public DoorLimits withMaxBody(long bytes) {
        return new DoorLimits(
                bytes,
                (int) Math.min(keptBodyBytes, bytes),
                keptTotalBytes,
                heldAnswerBytes,
                holdCount,
                holdBytes,
                maxHeaderBytes,
                maxLineBytes,
                maxConnectionsPerReplica,
                bodyIdle,
                unread);
    }

    public DoorLimits withUnread(Duration time) {
        return new DoorLimits(
                maxBodyBytes,
                keptBodyBytes,
                keptTotalBytes,
                heldAnswerBytes,
                holdCount,
                holdBytes,
                maxHeaderBytes,
                maxLineBytes,
                maxConnectionsPerReplica,
                bodyIdle,
                time);
    }
}
