package dev.slipway.inference.assignment.http;

import dev.slipway.contract.replica.Heartbeat;
import dev.slipway.contract.replica.HeartbeatReply;
import dev.slipway.contract.replica.ReplicaApi;
import dev.slipway.inference.assignment.Registry;
import dev.slipway.inference.assignment.RegistryAwayException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;

/** The exchange interface behind the port. */
final class HttpRegistry implements Registry {
    private final ReplicaApi api;

    HttpRegistry(ReplicaApi api) {
        this.api = api;
    }

    @Override
    public HeartbeatReply heartbeat(Heartbeat beat) throws RegistryAwayException {
        @Nullable HeartbeatReply reply;
        try {
            reply = api.heartbeat(beat.instance(), beat);
        } catch (RestClientResponseException refused) {
            throw new RegistryAwayException("it answered " + refused.getStatusCode());
        } catch (RestClientException failed) {
            throw new RegistryAwayException(String.valueOf(failed.getMostSpecificCause()));
        }
        if (reply == null || reply.assignments() == null) {
            throw new RegistryAwayException("it answered nothing");
        }
        return reply;
    }
}
