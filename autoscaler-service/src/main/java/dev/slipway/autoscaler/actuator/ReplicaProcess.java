package dev.slipway.autoscaler.actuator;

import dev.slipway.supervision.ProcessIdentity;
import java.util.UUID;

/** One process that serves, or served, as a replica. */
public record ReplicaProcess(UUID instance, String pool, ProcessIdentity process) {}
