/** Decides what this replica tells the platform's services of its load. */
@NullMarked
package dev.slipway.inference.signals;

import org.jspecify.annotations.NullMarked;
