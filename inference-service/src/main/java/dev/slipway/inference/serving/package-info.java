/** Decides what becomes of one request, from its head to the last byte of its answer. */
@NullMarked
package dev.slipway.inference.serving;

import org.jspecify.annotations.NullMarked;
