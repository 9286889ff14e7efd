package dev.slipway.gateway.routing.loadbalancer;

import java.util.List;
import org.springframework.cloud.client.ServiceInstance;

/** The context of a load balancer's request: the replicas that are equally fit for one attempt. */
record Candidates(List<ServiceInstance> instances) {}
