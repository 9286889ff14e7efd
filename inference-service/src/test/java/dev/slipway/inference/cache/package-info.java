/** Tests of what is kept of answers. */
@NullMarked
package dev.slipway.inference.cache;

import org.jspecify.annotations.NullMarked;
