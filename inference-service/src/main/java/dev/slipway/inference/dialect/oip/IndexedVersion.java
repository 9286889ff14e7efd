package dev.slipway.inference.dialect.oip;

/**
 * A version as the index of Triton's repository extension lists it.
 *
 * @param loaded whether its engine is in memory
 * @param reason why not; empty where it is
 */
public record IndexedVersion(String model, int version, boolean loaded, String reason) {
    /** Triton's word. */
    public String state() {
        return loaded ? "READY" : "UNAVAILABLE";
    }
}
