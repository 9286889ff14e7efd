/** Runs the whole platform on one machine, one process for each part. */
@NullMarked
package dev.slipway.local;

import org.jspecify.annotations.NullMarked;
