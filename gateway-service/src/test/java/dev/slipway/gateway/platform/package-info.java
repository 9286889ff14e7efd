/** Fakes of everything around the gateway, and the real gateway between them. */
@NullMarked
package dev.slipway.gateway.platform;

import org.jspecify.annotations.NullMarked;
