package dev.slipway.autoscaler.actuator;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Hands on the replicas of this machine. Called from one thread; deaths are told from any. */
public interface Actuator {
    /** False when somebody else starts and ends replicas, and this one only looks on. */
    boolean acts();

    /** Every replica that an earlier life of this service left word of, living or dead. */
    List<ReplicaProcess> adopt() throws IOException;

    /**
     * Starts one more replica of a pool, which outlives this process.
     *
     * @param died is run once, on any thread, when it has ended
     */
    ReplicaProcess start(String pool, Runnable died) throws IOException;

    /** Where it says that it listens; empty before it does. */
    Optional<String> address(ReplicaProcess replica);

    boolean isAlive(ReplicaProcess replica);

    /** Asks it to drain and end by itself. */
    void terminate(ReplicaProcess replica);

    void kill(ReplicaProcess replica);

    /** Removes what was left on disk about a replica whose death the registry knows. */
    void forget(ReplicaProcess replica);
}
