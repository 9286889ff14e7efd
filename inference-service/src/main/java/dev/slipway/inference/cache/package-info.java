/** Decides which answers are kept for equal requests, and which requests wait for an equal one. */
@NullMarked
package dev.slipway.inference.cache;

import org.jspecify.annotations.NullMarked;
