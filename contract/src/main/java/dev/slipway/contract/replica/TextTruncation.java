package dev.slipway.contract.replica;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to a text that is longer than the model reads. */
public enum TextTruncation {
    @JsonProperty("truncate")
    TRUNCATE,
    @JsonProperty("refuse")
    REFUSE
}
