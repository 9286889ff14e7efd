/** Reads from a request the key that a client chose for a create. */
@NullMarked
package dev.slipway.registry.idempotency.http;

import org.jspecify.annotations.NullMarked;
