package dev.slipway.contract.document;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a grant allows. */
public enum Action {
    @JsonProperty("infer")
    INFER,
    @JsonProperty("read")
    READ,
    @JsonProperty("deploy")
    DEPLOY,
    @JsonProperty("admin")
    ADMIN
}
