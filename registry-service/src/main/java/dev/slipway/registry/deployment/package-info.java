/** Decides how a model is served now: its versions, their traffic, its pool. */
@NullMarked
package dev.slipway.registry.deployment;

import org.jspecify.annotations.NullMarked;
