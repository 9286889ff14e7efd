/** What the autoscaler watches. */
@NullMarked
package dev.slipway.contract.pool;

import org.jspecify.annotations.NullMarked;
