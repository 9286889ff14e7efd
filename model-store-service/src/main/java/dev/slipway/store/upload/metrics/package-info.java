/** Decides which numbers of uploads an operator sees. */
@NullMarked
package dev.slipway.store.upload.metrics;

import org.jspecify.annotations.NullMarked;
