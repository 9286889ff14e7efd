package dev.slipway.gateway.relay;

import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.routing.ReplicaSelector.Choice;
import org.jspecify.annotations.Nullable;

/** One client's request as the technology holds it: its head and body, and where to answer. */
public interface Exchange {
    /** Sends head and body to a replica. The cancel closes the connection. */
    Cancel attempt(Choice choice, long millisLeft, AttemptObserver observer);

    /** Whether the body can be sent again, because it is kept or was not touched yet. */
    boolean repeatable();

    long keptBytes();

    /**
     * By what the body is known again, and null when not all of it is kept; read anew each time,
     * and never after its release.
     */
    @Nullable String digest();

    /** Answers the client by refusing. */
    void refuse(Refusal refusal);

    /** Nothing will be attempted any more: lets go of the body. */
    void release();
}
