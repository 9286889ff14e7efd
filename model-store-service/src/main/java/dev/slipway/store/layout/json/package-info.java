/** Decides how {@code config.json} is read. */
@NullMarked
package dev.slipway.store.layout.json;

import org.jspecify.annotations.NullMarked;
