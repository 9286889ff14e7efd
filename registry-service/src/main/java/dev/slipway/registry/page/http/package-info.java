/** Reads from a request which page of a list it asks for. */
@NullMarked
package dev.slipway.registry.page.http;

import org.jspecify.annotations.NullMarked;
