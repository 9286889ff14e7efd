/** Decides what this gateway tells the autoscaler of its load. */
@NullMarked
package dev.slipway.gateway.signals;

import org.jspecify.annotations.NullMarked;
