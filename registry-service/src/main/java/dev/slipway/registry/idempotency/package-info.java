/** Decides whether a create was carried out before, by the key that the client chose. */
@NullMarked
package dev.slipway.registry.idempotency;

import org.jspecify.annotations.NullMarked;
