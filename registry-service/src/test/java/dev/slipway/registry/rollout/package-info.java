/** Every transition of a rollout, without a database. */
@NullMarked
package dev.slipway.registry.rollout;

import org.jspecify.annotations.NullMarked;
