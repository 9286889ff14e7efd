/** Decides when a service that was started again serves those that depend on it. */
@NullMarked
package dev.slipway.local.readiness;

import org.jspecify.annotations.NullMarked;
