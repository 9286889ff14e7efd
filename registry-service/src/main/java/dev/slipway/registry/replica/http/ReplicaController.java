package dev.slipway.registry.replica.http;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.replica.Heartbeat;
import dev.slipway.contract.replica.HeartbeatReply;
import dev.slipway.registry.refusal.RefusedException;
import dev.slipway.registry.replica.Heartbeats;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The server's side of {@link dev.slipway.contract.replica.ReplicaApi}. */
@RestController
@RequestMapping("/internal/v1/replicas")
class ReplicaController {
    private final Heartbeats heartbeats;

    ReplicaController(Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    @PostMapping("/{instance}/heartbeat")
    HeartbeatReply heartbeat(@PathVariable("instance") UUID instance, @RequestBody Heartbeat beat) {
        if (!instance.equals(beat.instance())) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST,
                    "The instance in the path is not the one in the body.");
        }
        return heartbeats.beat(beat).orThrow();
    }

    @PostMapping("/{instance}/death")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void death(@PathVariable("instance") UUID instance) {
        heartbeats.death(instance);
    }
}
