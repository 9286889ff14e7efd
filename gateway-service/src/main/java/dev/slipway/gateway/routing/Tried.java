package dev.slipway.gateway.routing;

import dev.slipway.contract.document.DocumentNumber;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Where one request has been: a replica is asked once per document number, and again after a probe
 * found it back or there was a fresh token. Not shared between threads.
 */
public final class Tried {
    private record Stamp(DocumentNumber document, int recoveries) {}

    private final Map<UUID, Stamp> stamps = new HashMap<>(4);

    /**
     * Leaves the replica out.
     *
     * @param recoveries the replica's when it was asked
     */
    public void mark(Replica replica, DocumentNumber document, int recoveries) {
        stamps.put(replica.instance(), new Stamp(document, recoveries));
    }

    boolean excludes(Replica replica, DocumentNumber document) {
        if (stamps.isEmpty()) {
            return false;
        }
        Stamp stamp = stamps.get(replica.instance());
        return stamp != null
                && stamp.recoveries() == replica.recoveries()
                && stamp.document().equals(document);
    }
}
