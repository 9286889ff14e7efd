/** Keeps every rule. */
@NullMarked
package dev.slipway.sound;

import org.jspecify.annotations.NullMarked;
