/** Decides whether a rollout under load and under a fault lost anything. */
@NullMarked
package dev.slipway.e2e.zeroloss;

import org.jspecify.annotations.NullMarked;
