/** Reads the file of keys that exist from the start. */
@NullMarked
package dev.slipway.registry.access.json;

import org.jspecify.annotations.NullMarked;
