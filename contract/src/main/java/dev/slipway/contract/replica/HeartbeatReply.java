package dev.slipway.contract.replica;

import java.util.List;
import org.jspecify.annotations.Nullable;

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
     * @param settings what the deployment overrides of the package's settings; null when nothing
     */
    public record Assignment(
            String model,
            int version,
            String manifestSha256,
            @Nullable DeploymentOverrides settings) {

        /** Without overrides. */
        public Assignment(String model, int version, String manifestSha256) {
            this(model, version, manifestSha256, null);
        }
    }
}
