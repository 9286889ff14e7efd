package dev.slipway.gateway.relay;

/** A replica's answer. Of {@link #deliver()} and {@link #discard()} the first call counts. */
public interface Answer {
    int status();

    /** Whether every byte is here already; else it streams until the attempt says it is over. */
    boolean complete();

    /** Gives it to the client. */
    void deliver();

    void discard();
}
