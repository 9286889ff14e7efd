package dev.slipway.registry;

import dev.slipway.contract.replica.Heartbeat;
import dev.slipway.contract.replica.Heartbeat.LoadedVersion;
import dev.slipway.contract.replica.HeartbeatReply;
import dev.slipway.contract.replica.HeartbeatReply.Assignment;
import dev.slipway.contract.replica.LoadState;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.trust.Role;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A replica that loads at once what it is told, or fails to. */
final class PlayedReplica {
    final UUID instance = UUID.randomUUID();
    final String address = "127.0.0.1:" + (20_000 + Math.floorMod(instance.hashCode(), 9_000));
    String pool = "default";
    ReplicaState state = ReplicaState.READY;
    List<LoadedVersion> loaded = List.of();
    @Nullable String failure;

    private RunningRegistry registry;
    private long sequence;

    PlayedReplica(RunningRegistry registry) {
        this.registry = registry;
    }

    void moveTo(RunningRegistry restarted) {
        registry = restarted;
    }

    HttpResponse<String> send() {
        sequence++;
        return send(sequence);
    }

    HttpResponse<String> send(long number) {
        return registry.internal(
                Role.REPLICA,
                "POST",
                "/internal/v1/replicas/" + instance + "/heartbeat",
                new Heartbeat(instance, number, pool, address, 4711, state, 16, loaded));
    }

    HeartbeatReply beat() {
        return RunningRegistry.read(send(), HeartbeatReply.class);
    }

    /** Asks what to have, has it, and says so. */
    HeartbeatReply obey() {
        List<LoadedVersion> now = new ArrayList<>();
        for (Assignment one : beat().assignments()) {
            now.add(
                    new LoadedVersion(
                            one.model(),
                            one.version(),
                            failure == null ? LoadState.READY : LoadState.FAILED,
                            failure));
        }
        loaded = now;
        return beat();
    }

    List<Integer> versions() {
        return beat().assignments().stream().map(Assignment::version).toList();
    }
}
