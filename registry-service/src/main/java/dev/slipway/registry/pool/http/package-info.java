/** Says what pools are, to the autoscaler and to clients. */
@NullMarked
package dev.slipway.registry.pool.http;

import org.jspecify.annotations.NullMarked;
