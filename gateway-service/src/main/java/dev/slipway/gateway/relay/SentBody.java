package dev.slipway.gateway.relay;

import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.quarantine.Quarantine;
import dev.slipway.gateway.quarantine.Quarantine.Body;
import dev.slipway.gateway.routing.Replica;
import dev.slipway.gateway.routing.ReplicaSelector.Choice;
import dev.slipway.gateway.routing.RoutingTable.Resolution;
import dev.slipway.gateway.routing.RoutingTable.RouteOfVersion;
import dev.slipway.gateway.routing.RoutingTable.RouteToReplica;
import org.jspecify.annotations.Nullable;

/** One request's body, and what became of replicas that worked on it. On the request's thread. */
final class SentBody {
    private static final int MOST_LOST = 2;

    private final ModelName model;
    private final Exchange exchange;
    private final RelayHouse house;
    private @Nullable String digest;
    private int lost;

    SentBody(ModelName model, Exchange exchange, RelayHouse house) {
        this.model = model;
        this.exchange = exchange;
        this.house = house;
    }

    /** Whether the version that was chosen shall not get it. */
    boolean isQuarantined(Choice choice) {
        Quarantine quarantine = house.quarantine();
        if (!quarantine.mayKnow(model.name(), choice.version(), exchange.keptBytes())) {
            return false;
        }
        Body body = known(choice);
        return body != null && quarantine.refuses(body);
    }

    /**
     * The connection broke; to be told before the replica is probed.
     *
     * @return whether the body is not to be sent again
     */
    boolean lostWith(Attempt attempt) {
        if (!attempt.wasBodySent()) {
            return false;
        }
        lost++;
        Choice choice = attempt.choice();
        Body body = isStopped(choice) ? null : known(choice);
        boolean died = body != null && house.quarantine().lost(body, choice.replica());
        return died || lost >= MOST_LOST;
    }

    /** A replica that answered lived through it. */
    void attemptEnded(Choice choice, AttemptEnd end) {
        if (digest != null
                && end instanceof AttemptEnd.Answered(Answer answer)
                && answer.status() < 500) {
            Body body = known(choice);
            if (body != null) {
                house.quarantine().answered(body);
            }
        }
    }

    /** Null when it is too long, not here as a whole, or none. */
    private @Nullable Body known(Choice choice) {
        long bytes = exchange.keptBytes();
        if (bytes == 0 || bytes > Quarantine.MOST_BODY_BYTES) {
            return null;
        }
        String known = digest == null ? exchange.digest() : digest;
        digest = known;
        return known == null ? null : new Body(model.name(), choice.version(), bytes, known);
    }

    /** Whether somebody ends the replica: it drains, or is not of the current document. */
    private boolean isStopped(Choice choice) {
        Replica replica = choice.replica();
        ModelName anyVersion = new ModelName(model.name(), null);
        if (replica.isDraining()
                || !(house.routing().get().resolve(anyVersion)
                        instanceof Resolution.Routed routed)) {
            return true;
        }
        for (RouteOfVersion version : routed.versions()) {
            for (RouteToReplica route : version.replicas()) {
                if (version.version() == choice.version() && route.replica().equals(replica)) {
                    return false;
                }
            }
        }
        return true;
    }
}
