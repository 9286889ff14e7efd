package dev.slipway.registry.replica;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.replica.Heartbeat.LoadedVersion;
import dev.slipway.contract.replica.HeartbeatReply.Assignment;
import dev.slipway.registry.document.Change;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Which version is on which replica; to be used inside the truth's transactions. */
public interface Assignments {
    /**
     * Makes assignments what they shall be: each replica that is not gone and does not drain has
     * what its pool shall have; what it shall not have any more is withdrawn from the document that
     * this change makes.
     */
    void reconcile(Change change);

    /**
     * Writes where the versions of a replica are; what it does not name has no state, and what was
     * taken away and is not named is over.
     */
    void report(UUID instance, List<LoadedVersion> loaded);

    /** What a replica is told to have: also what is withdrawn but not yet taken away. */
    List<Assignment> of(UUID instance);

    /** The oldest document from which on something is withdrawn that is not yet taken away. */
    Optional<DocumentNumber> oldestWithdrawal();

    /** Takes away what was withdrawn by this document or an older one. */
    void takeAway(DocumentNumber upTo);
}
