/** The choice of a replica through Spring Cloud LoadBalancer's interfaces. */
@NullMarked
package dev.slipway.gateway.routing.loadbalancer;

import org.jspecify.annotations.NullMarked;
