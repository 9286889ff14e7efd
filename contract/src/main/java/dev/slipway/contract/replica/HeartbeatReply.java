package dev.slipway.contract.replica;

import java.util.List;

/**
 * What the registry wants of a replica.
 *
 * @param assignments exactly the versions it shall have loaded; one that is missing here was
 *     withdrawn, and every gateway that is not silent has applied a document without it
 * @param drainApplied true when every gateway that is not silent applied a document in which this
 *     replica is draining, so that it may refuse from now on
 */
public record HeartbeatReply(List<Assignment> assignments, boolean drainApplied) {

    /**
     * A version that a replica shall load.
     *
     * @param manifestSha256 lower-case hex SHA-256 of the exact manifest bytes at the store
     */
    public record Assignment(String model, int version, String manifestSha256) {}
}
