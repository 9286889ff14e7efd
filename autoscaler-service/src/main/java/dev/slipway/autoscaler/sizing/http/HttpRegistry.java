package dev.slipway.autoscaler.sizing.http;

import dev.slipway.autoscaler.sizing.Registry;
import dev.slipway.contract.pool.PoolApi;
import dev.slipway.contract.pool.PoolStatus;
import dev.slipway.contract.replica.ReplicaApi;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClientException;

/** The registry's internal interface; a failed call is an answer that did not come. */
final class HttpRegistry implements Registry {
    private final PoolApi pools;
    private final ReplicaApi replicas;

    HttpRegistry(PoolApi pools, ReplicaApi replicas) {
        this.pools = pools;
        this.replicas = replicas;
    }

    @Override
    public Optional<List<PoolStatus>> pools() {
        try {
            return Optional.ofNullable(pools.pools());
        } catch (RestClientException away) {
            return Optional.empty();
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
