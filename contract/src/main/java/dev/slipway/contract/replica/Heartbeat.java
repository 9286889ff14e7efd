package dev.slipway.contract.replica;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a replica says each second, and at once when something changed.
 *
 * @param sequence raised by one with each heartbeat of this instance, so that a late one is ignored
 * @param address host:port of its data plane as others reach it
 * @param pid process id, 0 where it means nothing to others
 * @param queueLimit requests it holds before it answers 429
 * @param loaded every version it knows of, whatever its state
 */
public record Heartbeat(
        UUID instance,
        long sequence,
        String pool,
        String address,
        long pid,
        ReplicaState state,
        int queueLimit,
        List<LoadedVersion> loaded) {

    /**
     * One version on this replica.
     *
     * @param detail one sentence: why it failed, what it waits for, or why its requests are not
     *     merged; else null
     */
    public record LoadedVersion(
            String model, int version, LoadState state, @Nullable String detail) {}
}
