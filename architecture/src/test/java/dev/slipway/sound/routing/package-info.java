/** A core as it should be. */
@NullMarked
package dev.slipway.sound.routing;

import org.jspecify.annotations.NullMarked;
