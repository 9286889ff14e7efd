/** Decides what a running launcher can be asked to do, and by whom. */
@NullMarked
package dev.slipway.local.control;

import org.jspecify.annotations.NullMarked;
