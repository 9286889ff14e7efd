/** A core that knows too much. */
@NullMarked
package dev.slipway.broken.routing;

import org.jspecify.annotations.NullMarked;
