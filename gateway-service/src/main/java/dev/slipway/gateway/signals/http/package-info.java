/** Tells the load over a port of its own, which the door never reaches. */
@NullMarked
package dev.slipway.gateway.signals.http;

import org.jspecify.annotations.NullMarked;
