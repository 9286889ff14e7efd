package dev.slipway.contract.replica;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a replica is in its life. {@code SUSPECT} is the registry's word only. */
public enum ReplicaState {
    @JsonProperty("starting")
    STARTING,
    @JsonProperty("ready")
    READY,
    @JsonProperty("suspect")
    SUSPECT,
    @JsonProperty("draining")
    DRAINING,
    @JsonProperty("gone")
    GONE
}
