package dev.slipway.gateway.routing.loadbalancer;

import dev.slipway.gateway.routing.Replica;
import dev.slipway.gateway.routing.ReplicaPicker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import reactor.core.publisher.Mono;

/** Asks a Spring Cloud load balancer, which may be any; it must answer without waiting. */
final class SpringCloudPicker implements ReplicaPicker {
    private final ReactorServiceInstanceLoadBalancer balancer;

    public SpringCloudPicker(ReactorServiceInstanceLoadBalancer balancer) {
        this.balancer = balancer;
    }

    @Override
    public Replica pick(List<Replica> fit) {
        if (fit.size() == 1) {
            return fit.getFirst();
        }
        List<ServiceInstance> instances = new ArrayList<>(fit.size());
        for (Replica replica : fit) {
            instances.add(new ReplicaInstance(replica));
        }
        Answer answer = new Answer();
        Mono.from(balancer.choose(new DefaultRequest<>(new Candidates(instances))))
                .subscribe(response -> answer.response = response);
        return answer.response != null
                        && answer.response.getServer() instanceof ReplicaInstance chosen
                ? chosen.replica()
                : fit.getFirst();
    }

    private static final class Answer {
        @Nullable Response<ServiceInstance> response;
    }
}
