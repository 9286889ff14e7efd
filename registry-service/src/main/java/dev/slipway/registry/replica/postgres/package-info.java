/** Keeps replicas, their leases and their assignments in PostgreSQL. */
@NullMarked
package dev.slipway.registry.replica.postgres;

import org.jspecify.annotations.NullMarked;
