package dev.slipway.contract.replica;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether replicas keep answers of a version for equal requests, and for whose. */
public enum ResponseCaching {
    @JsonProperty("none")
    NONE,
    /** Each tenant is answered from its own requests alone. */
    @JsonProperty("per_tenant")
    PER_TENANT,
    /** Every tenant is answered from the requests of all. */
    @JsonProperty("shared")
    SHARED
}
