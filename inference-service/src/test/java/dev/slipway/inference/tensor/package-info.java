/** Decides whether buffers come back once, and elements arrive where they belong. */
@NullMarked
package dev.slipway.inference.tensor;

import org.jspecify.annotations.NullMarked;
