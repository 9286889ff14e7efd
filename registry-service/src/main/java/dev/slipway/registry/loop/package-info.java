/** Decides when something recurring runs: each interval, or at once when it is woken. */
@NullMarked
package dev.slipway.registry.loop;

import org.jspecify.annotations.NullMarked;
