/** Speaks to the gateway's public API. */
@NullMarked
package dev.slipway.local.deploy.http;

import org.jspecify.annotations.NullMarked;
