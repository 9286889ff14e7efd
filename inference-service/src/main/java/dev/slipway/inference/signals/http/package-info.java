/** Tells the load on the port of the data plane, to services of the platform only. */
@NullMarked
package dev.slipway.inference.signals.http;

import org.jspecify.annotations.NullMarked;
