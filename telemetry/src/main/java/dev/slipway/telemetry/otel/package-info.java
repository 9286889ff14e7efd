/** Traces over OpenTelemetry. */
@NullMarked
package dev.slipway.telemetry.otel;

import org.jspecify.annotations.NullMarked;
