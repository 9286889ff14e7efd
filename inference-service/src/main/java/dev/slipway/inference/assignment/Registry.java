package dev.slipway.inference.assignment;

import dev.slipway.contract.replica.Heartbeat;
import dev.slipway.contract.replica.HeartbeatReply;

/** The registry as a replica knows it. */
public interface Registry {
    /**
     * Tells and asks; ends in time.
     *
     * @throws RegistryAwayException when there is no usable answer
     */
    HeartbeatReply heartbeat(Heartbeat beat) throws RegistryAwayException;
}
