/** Reads from a request which revision a client knows. */
@NullMarked
package dev.slipway.registry.revision.http;

import org.jspecify.annotations.NullMarked;
