/** Decides in which order a replica that is asked to end lets go. */
@NullMarked
package dev.slipway.inference.drain;

import org.jspecify.annotations.NullMarked;
