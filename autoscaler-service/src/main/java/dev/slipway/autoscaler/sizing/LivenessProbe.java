package dev.slipway.autoscaler.sizing;

/** Asks a replica, over a fresh connection, whether it lives. */
@FunctionalInterface
public interface LivenessProbe {
    /** Returns within a second; false when no answer came. */
    boolean answers(String address);
}
