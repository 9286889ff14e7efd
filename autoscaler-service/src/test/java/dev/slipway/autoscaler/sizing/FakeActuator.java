package dev.slipway.autoscaler.sizing;

import dev.slipway.autoscaler.actuator.Actuator;
import dev.slipway.autoscaler.actuator.ReplicaProcess;
import dev.slipway.supervision.ProcessIdentity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Processes that exist only in memory; each is younger than the one before. */
final class FakeActuator implements Actuator {
    final List<ReplicaProcess> leftBehind = new ArrayList<>();
    final List<UUID> started = new ArrayList<>();
    final List<UUID> terminated = new ArrayList<>();
    final List<UUID> killed = new ArrayList<>();
    final List<UUID> forgotten = new ArrayList<>();
    final Map<UUID, String> addresses = new HashMap<>();
    boolean acts = true;
    boolean startsFail;
    boolean cannotAdopt;
    boolean cannotForget;
    private final Set<UUID> living = new LinkedHashSet<>();
    private final Map<UUID, Runnable> died = new HashMap<>();
    private int made;

    /** One that an earlier life of the service left behind. */
    UUID leaveBehind(String pool, boolean alive) {
        ReplicaProcess replica = make(pool);
        leftBehind.add(replica);
        if (alive) {
            living.add(replica.instance());
        }
        return replica.instance();
    }

    void die(UUID instance) {
        living.remove(instance);
        died.getOrDefault(instance, () -> {}).run();
    }

    /** Ends without that anybody is told. */
    void dieUnseen(UUID instance) {
        living.remove(instance);
    }

    Set<UUID> living() {
        return Set.copyOf(living);
    }

    private ReplicaProcess make(String pool) {
        made++;
        return new ReplicaProcess(new UUID(7, made), pool, new ProcessIdentity(made, made));
    }

    @Override
    public boolean acts() {
        return acts;
    }

    @Override
    public List<ReplicaProcess> adopt() throws IOException {
        if (cannotAdopt) {
            throw new IOException("the disk is away");
        }
        return List.copyOf(leftBehind);
    }

    @Override
    public ReplicaProcess start(String pool, Runnable whenDied) throws IOException {
        if (startsFail) {
            throw new IOException("no more processes");
        }
        ReplicaProcess replica = make(pool);
        started.add(replica.instance());
        living.add(replica.instance());
        died.put(replica.instance(), whenDied);
        return replica;
    }

    @Override
    public Optional<String> address(ReplicaProcess replica) {
        return Optional.ofNullable(addresses.get(replica.instance()));
    }

    @Override
    public boolean isAlive(ReplicaProcess replica) {
        return living.contains(replica.instance());
    }

    @Override
    public void terminate(ReplicaProcess replica) {
        terminated.add(replica.instance());
    }

    @Override
    public void kill(ReplicaProcess replica) {
        killed.add(replica.instance());
        die(replica.instance());
    }

    @Override
    public void forget(ReplicaProcess replica) {
        if (cannotForget) {
            throw new IllegalStateException("a bug");
        }
        forgotten.add(replica.instance());
    }
}
