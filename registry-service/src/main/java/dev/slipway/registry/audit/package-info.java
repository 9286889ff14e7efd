/** Decides what is remembered of each write. */
@NullMarked
package dev.slipway.registry.audit;

import org.jspecify.annotations.NullMarked;
