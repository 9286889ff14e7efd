package dev.slipway.gateway.dialect;

/**
 * A version as the index of Triton's repository extension lists it.
 *
 * @param version its number as text; empty where the model has none that is served
 * @param ready whether it can be asked now
 * @param reason why not, or that it rests; else empty
 */
public record IndexEntry(String model, String version, boolean ready, String reason) {
    public String state() {
        return ready ? "READY" : "UNAVAILABLE";
    }
}
