/** Tests of what is learned of an engine's times. */
@NullMarked
package dev.slipway.inference.cost;

import org.jspecify.annotations.NullMarked;
