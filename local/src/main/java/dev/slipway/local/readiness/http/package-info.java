/** Asks services on their management ports. */
@NullMarked
package dev.slipway.local.readiness.http;

import org.jspecify.annotations.NullMarked;
