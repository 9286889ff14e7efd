package dev.slipway.gateway.routing.loadbalancer;

import dev.slipway.gateway.routing.PowerOfTwo;
import dev.slipway.gateway.routing.Replica;
import java.util.ArrayList;
import java.util.List;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import reactor.core.publisher.Mono;

/**
 * Power of two choices on the predicted wait, as a Spring Cloud load balancer over given
 * candidates.
 */
final class PowerOfTwoLoadBalancer implements ReactorServiceInstanceLoadBalancer {
    private final PowerOfTwo policy;

    public PowerOfTwoLoadBalancer(PowerOfTwo policy) {
        this.policy = policy;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Mono<Response<ServiceInstance>> choose(Request request) {
        if (!(request.getContext() instanceof Candidates candidates)) {
            return Mono.just(new EmptyResponse());
        }
        List<Replica> replicas = new ArrayList<>(candidates.instances().size());
        for (ServiceInstance instance : candidates.instances()) {
            replicas.add(((ReplicaInstance) instance).replica());
        }
        return Mono.just(new DefaultResponse(new ReplicaInstance(policy.pick(replicas))));
    }
}
