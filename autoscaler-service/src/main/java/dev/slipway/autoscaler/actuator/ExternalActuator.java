package dev.slipway.autoscaler.actuator;

import java.util.List;
import java.util.Optional;

/** Somebody else starts and ends replicas: nothing is done, everything is watched. */
public final class ExternalActuator implements Actuator {
    @Override
    public boolean acts() {
        return false;
    }

    @Override
    public List<ReplicaProcess> adopt() {
        return List.of();
    }

    @Override
    public ReplicaProcess start(String pool, Runnable died) {
        throw new IllegalStateException("replicas are started by somebody else");
    }

    @Override
    public Optional<String> address(ReplicaProcess replica) {
        return Optional.empty();
    }

    @Override
    public boolean isAlive(ReplicaProcess replica) {
        return true;
    }

    @Override
    public void terminate(ReplicaProcess replica) {
        throw new IllegalStateException("replicas are ended by somebody else");
    }

    @Override
    public void kill(ReplicaProcess replica) {
        throw new IllegalStateException("replicas are ended by somebody else");
    }

    @Override
    public void forget(ReplicaProcess replica) {
        // Nothing was written down.
    }
}
