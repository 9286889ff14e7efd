/** Keeps the leases of gateways in PostgreSQL. */
@NullMarked
package dev.slipway.registry.gateway.postgres;

import org.jspecify.annotations.NullMarked;
