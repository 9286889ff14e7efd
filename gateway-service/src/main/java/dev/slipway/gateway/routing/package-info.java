/** Decides which version and which replica gets an attempt, from the routing document. */
@NullMarked
package dev.slipway.gateway.routing;

import org.jspecify.annotations.NullMarked;
