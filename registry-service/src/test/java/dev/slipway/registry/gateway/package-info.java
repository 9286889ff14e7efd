/** What gateways say, in which order. */
@NullMarked
package dev.slipway.registry.gateway;

import org.jspecify.annotations.NullMarked;
