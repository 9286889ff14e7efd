/** Decides what is removed because no version came of it. */
@NullMarked
package dev.slipway.store.sweep;

import org.jspecify.annotations.NullMarked;
