/** Decides what this replica tells the autoscaler of its load. */
@NullMarked
package dev.slipway.inference.signals;

import org.jspecify.annotations.NullMarked;
