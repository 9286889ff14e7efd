/** Tells the load on the port of the data plane, to the autoscaler only. */
@NullMarked
package dev.slipway.inference.signals.http;

import org.jspecify.annotations.NullMarked;
