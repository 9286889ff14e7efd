/** Asks the registry and the replicas over HTTP. */
@NullMarked
package dev.slipway.autoscaler.sizing.http;

import org.jspecify.annotations.NullMarked;
