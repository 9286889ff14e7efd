/** Decides what is told of single requests: bounded lines in the log, and spans of a trace. */
@NullMarked
package dev.slipway.telemetry;

import org.jspecify.annotations.NullMarked;
