/** Keeps the answers of creates in PostgreSQL. */
@NullMarked
package dev.slipway.registry.idempotency.postgres;

import org.jspecify.annotations.NullMarked;
