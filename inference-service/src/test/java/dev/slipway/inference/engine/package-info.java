/** Tests of engines. */
@NullMarked
package dev.slipway.inference.engine;

import org.jspecify.annotations.NullMarked;
