package dev.slipway.autoscaler.sizing.http;

import dev.slipway.autoscaler.sizing.Registry;
import dev.slipway.contract.pool.PoolApi;
import dev.slipway.contract.pool.PoolStatus;
import dev.slipway.contract.replica.ReplicaApi;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClientException;

/** The registry's internal interface; a failed call is an answer that did not come. */
final class HttpRegistry implements Registry {
    private static final Logger LOG = LoggerFactory.getLogger(HttpRegistry.class);

    private final AtomicReference<String> trouble = new AtomicReference<>("");
    private final PoolApi pools;
    private final ReplicaApi replicas;

    HttpRegistry(PoolApi pools, ReplicaApi replicas) {
        this.pools = pools;
        this.replicas = replicas;
    }

    @Override
    public Optional<List<PoolStatus>> pools() {
        try {
            Optional<List<PoolStatus>> answer = Optional.ofNullable(pools.pools());
            say("");
            return answer;
        } catch (RestClientException away) {
            say(String.valueOf(away.getMostSpecificCause()));
            return Optional.empty();
        }
    }

    /** What went wrong is said when it is new, and once more when it is over. */
    private void say(String now) {
        if (now.equals(trouble.getAndSet(now))) {
            return;
        }
        if (now.isEmpty()) {
            LOG.info("the registry answers");
        } else {
            LOG.warn("the registry does not say what pools there are: {}", now);
        }
    }

    @Override
    public boolean reportDeath(UUID instance) {
        try {
            replicas.death(instance);
            return true;
        } catch (HttpClientErrorException refused) {
            return refused.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND);
        } catch (RestClientException away) {
            return false;
        }
    }
}
