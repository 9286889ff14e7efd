/** Reads NVIDIA's cards through the libraries of their driver. */
@NullMarked
package dev.slipway.inference.card.nvidia;

import org.jspecify.annotations.NullMarked;
