/** Decides which movable names a model's versions have. */
@NullMarked
package dev.slipway.registry.alias;

import org.jspecify.annotations.NullMarked;
