package dev.slipway.gateway.routing;

import java.util.List;

/** Chooses among replicas that are equally fit; the list is never empty. */
public interface ReplicaPicker {
    Replica pick(List<Replica> fit);
}
