/** Hands documents to gateways that watch. */
@NullMarked
package dev.slipway.registry.gateway.http;

import org.jspecify.annotations.NullMarked;
