/** Decides how the door closes: not ready, no new connections, nothing in flight. */
@NullMarked
package dev.slipway.gateway.drain;

import org.jspecify.annotations.NullMarked;
