/** A rim that is too open. */
@NullMarked
package dev.slipway.broken.routing.http;

import org.jspecify.annotations.NullMarked;
