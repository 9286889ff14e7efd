/** Resilience4j's circuit breaker as the ejection. */
@NullMarked
package dev.slipway.gateway.routing.resilience;

import org.jspecify.annotations.NullMarked;
