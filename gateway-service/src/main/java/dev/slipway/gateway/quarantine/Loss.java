package dev.slipway.gateway.quarantine;

import dev.slipway.gateway.routing.Replica;
import java.util.UUID;

/**
 * A connection to a replica that broke while it worked on a body. Whether the replica died or only
 * the connection, the probe tells that follows, so that this is looked up when it is needed.
 */
final class Loss {
    private final Replica replica;
    private final int recoveries;
    private boolean death;

    /** To be made before the probe that follows. */
    Loss(Replica replica) {
        this.replica = replica;
        this.recoveries = replica.recoveries();
    }

    UUID instance() {
        return replica.instance();
    }

    /** Once known it stays so: another process may come to the same address. */
    boolean isDeath() {
        if (!death) {
            death = replica.wasLostAfter(recoveries);
        }
        return death;
    }

    /** A probe found somebody since: only the connection was lost. */
    boolean isOnlyConnection() {
        return !isDeath() && replica.recoveries() != recoveries;
    }
}
