/** Keeps deployments in PostgreSQL. */
@NullMarked
package dev.slipway.registry.deployment.jpa;

import org.jspecify.annotations.NullMarked;
