/** Serves the description of the admin API. */
@NullMarked
package dev.slipway.registry.openapi.http;

import org.jspecify.annotations.NullMarked;
