/** Connections of the data plane, without a replica behind them. */
@NullMarked
package dev.slipway.inference.serving.http;

import org.jspecify.annotations.NullMarked;
