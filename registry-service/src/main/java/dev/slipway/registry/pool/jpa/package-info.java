/** Keeps pools in PostgreSQL. */
@NullMarked
package dev.slipway.registry.pool.jpa;

import org.jspecify.annotations.NullMarked;
