/** A rim as it should be. */
@NullMarked
package dev.slipway.sound.routing.http;

import org.jspecify.annotations.NullMarked;
