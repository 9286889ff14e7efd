/** Decides how many replicas a pool may have. */
@NullMarked
package dev.slipway.registry.pool;

import org.jspecify.annotations.NullMarked;
