/** Decides what happens after each attempt of a request until it is answered once. */
@NullMarked
package dev.slipway.gateway.relay;

import org.jspecify.annotations.NullMarked;
