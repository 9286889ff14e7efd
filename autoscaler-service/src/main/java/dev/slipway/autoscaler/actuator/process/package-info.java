/** Starts replicas as processes that outlive this one, and finds them again. */
@NullMarked
package dev.slipway.autoscaler.actuator.process;

import org.jspecify.annotations.NullMarked;
