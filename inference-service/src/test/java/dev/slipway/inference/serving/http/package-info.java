/** Connections of the data plane, without a socket. */
@NullMarked
package dev.slipway.inference.serving.http;

import org.jspecify.annotations.NullMarked;
