/** Breaks every rule of the house on purpose. */
@NullMarked
package dev.slipway.broken;

import org.jspecify.annotations.NullMarked;
