/** Decides what a client asks, of which model, and how it is told no in its own protocol. */
@NullMarked
package dev.slipway.gateway.dialect;

import org.jspecify.annotations.NullMarked;
