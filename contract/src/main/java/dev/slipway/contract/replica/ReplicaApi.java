package dev.slipway.contract.replica;

import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/** What replicas and their actuators tell the registry. */
@HttpExchange("/internal/v1/replicas")
public interface ReplicaApi {
    @PostExchange("/{instance}/heartbeat")
    HeartbeatReply heartbeat(@PathVariable("instance") UUID instance, @RequestBody Heartbeat beat);

    /** An actuator reports a death that it saw; idempotent. */
    @PostExchange("/{instance}/death")
    void death(@PathVariable("instance") UUID instance);
}
