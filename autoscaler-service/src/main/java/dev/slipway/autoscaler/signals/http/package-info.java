/** Reads signals over HTTP. */
@NullMarked
package dev.slipway.autoscaler.signals.http;

import org.jspecify.annotations.NullMarked;
