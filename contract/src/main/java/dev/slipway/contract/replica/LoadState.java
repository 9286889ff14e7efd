package dev.slipway.contract.replica;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where one version is on one replica. */
public enum LoadState {
    @JsonProperty("fetching")
    FETCHING,
    @JsonProperty("loading")
    LOADING,
    @JsonProperty("ready")
    READY,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("unloading")
    UNLOADING
}
