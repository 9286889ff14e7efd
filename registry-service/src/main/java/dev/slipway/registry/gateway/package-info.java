/** Decides which gateways count, and what all of them have applied. */
@NullMarked
package dev.slipway.registry.gateway;

import org.jspecify.annotations.NullMarked;
