/** Decides which versions are loaded, from their assignment to their unloading. */
@NullMarked
package dev.slipway.inference.model;

import org.jspecify.annotations.NullMarked;
