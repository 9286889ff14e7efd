/** Decides what can be done to a replica's process, and who does it. */
@NullMarked
package dev.slipway.autoscaler.actuator;

import org.jspecify.annotations.NullMarked;
