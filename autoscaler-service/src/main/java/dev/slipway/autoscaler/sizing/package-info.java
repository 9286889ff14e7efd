/** Decides how many replicas run, which are started, drained or killed, and when. */
@NullMarked
package dev.slipway.autoscaler.sizing;

import org.jspecify.annotations.NullMarked;
