/** Starts supervised processes as real ones. */
@NullMarked
package dev.slipway.local.services.process;

import org.jspecify.annotations.NullMarked;
