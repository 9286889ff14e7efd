/** Decides which part of a list an answer shows, and how the next part is asked for. */
@NullMarked
package dev.slipway.registry.page;

import org.jspecify.annotations.NullMarked;
