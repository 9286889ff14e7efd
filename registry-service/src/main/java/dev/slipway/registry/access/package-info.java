/** Decides which API keys exist. */
@NullMarked
package dev.slipway.registry.access;

import org.jspecify.annotations.NullMarked;
