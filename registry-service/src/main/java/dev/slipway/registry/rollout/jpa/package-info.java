/** Keeps rollouts in PostgreSQL. */
@NullMarked
package dev.slipway.registry.rollout.jpa;

import org.jspecify.annotations.NullMarked;
