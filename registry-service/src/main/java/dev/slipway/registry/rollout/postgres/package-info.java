/** Observes what a rollout waits for, in PostgreSQL. */
@NullMarked
package dev.slipway.registry.rollout.postgres;

import org.jspecify.annotations.NullMarked;
