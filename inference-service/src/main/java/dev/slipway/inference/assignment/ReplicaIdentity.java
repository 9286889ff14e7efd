package dev.slipway.inference.assignment;

import java.util.UUID;

/**
 * Who this replica is.
 *
 * @param address host:port of its data plane as others reach it
 */
public record ReplicaIdentity(UUID instance, String pool, String address, long pid) {}
