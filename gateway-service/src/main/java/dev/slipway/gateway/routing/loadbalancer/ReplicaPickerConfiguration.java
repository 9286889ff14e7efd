package dev.slipway.gateway.routing.loadbalancer;

import dev.slipway.gateway.routing.PowerOfTwo;
import dev.slipway.gateway.routing.ReplicaPicker;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Picks by Spring Cloud LoadBalancer; another balancer bean takes this one's place. */
@Configuration(proxyBeanMethods = false)
public class ReplicaPickerConfiguration {
    @Bean
    ReactorServiceInstanceLoadBalancer replicaLoadBalancer() {
        return new PowerOfTwoLoadBalancer(
                new PowerOfTwo(
                        bound -> ThreadLocalRandom.current().nextInt(bound), System::nanoTime));
    }

    @Bean
    ReplicaPicker replicaPicker(ReactorServiceInstanceLoadBalancer balancer) {
        return new SpringCloudPicker(balancer);
    }
}
