/** The liveness probe on a fresh connection. */
@NullMarked
package dev.slipway.gateway.probe.http;

import org.jspecify.annotations.NullMarked;
