/** Serves the description of the admin API, for machines and as a page. */
@NullMarked
package dev.slipway.registry.openapi.http;

import org.jspecify.annotations.NullMarked;
