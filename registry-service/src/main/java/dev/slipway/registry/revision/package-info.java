/** Decides whether a client that writes knows the resource as it is now. */
@NullMarked
package dev.slipway.registry.revision;

import org.jspecify.annotations.NullMarked;
