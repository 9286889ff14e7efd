package dev.slipway.gateway.relay;

/** Runs something later on the thread of one request. */
public interface Timers {
    Cancel after(long nanos, Runnable task);
}
