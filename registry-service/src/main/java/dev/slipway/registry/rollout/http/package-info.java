/** Starts, shows and rolls back rollouts for clients. */
@NullMarked
package dev.slipway.registry.rollout.http;

import org.jspecify.annotations.NullMarked;
