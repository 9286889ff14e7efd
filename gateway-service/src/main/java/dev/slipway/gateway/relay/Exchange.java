package dev.slipway.gateway.relay;

import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.routing.ReplicaSelector.Choice;

/** One client's request as the technology holds it: its head and body, and where to answer. */
public interface Exchange {
    /** Sends head and body to a replica. The cancel closes the connection. */
    Cancel attempt(Choice choice, long millisLeft, AttemptObserver observer);

    /** Whether the body can be sent again, because it is kept or was not touched yet. */
    boolean repeatable();

    long keptBytes();

    /** Answers the client by refusing. */
    void refuse(Refusal refusal);

    /** Nothing will be attempted any more: lets go of the body. */
    void release();
}
