/** Keeps deployments in PostgreSQL. */
@NullMarked
package dev.slipway.registry.deployment.postgres;

import org.jspecify.annotations.NullMarked;
