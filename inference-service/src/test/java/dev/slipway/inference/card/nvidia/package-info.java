/** Tests of how cards are read. */
@NullMarked
package dev.slipway.inference.card.nvidia;

import org.jspecify.annotations.NullMarked;
