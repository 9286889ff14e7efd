package dev.slipway.registry.failpoint;

/** Places in the code at which a test can stop the process. */
public interface Failpoints {
    /** Nothing stops. */
    Failpoints NONE = name -> {};

    /** Does not return when a test asked for a stop here. */
    void pass(String name);
}
