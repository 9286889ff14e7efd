package dev.slipway.gateway.drain;

/** Tells every request that has no answer yet that the door closes. */
public interface LastWords {
    void say();
}
