/** Decides into which bounds what is measured falls, and counts it there. */
@NullMarked
package dev.slipway.inference.histogram;

import org.jspecify.annotations.NullMarked;
