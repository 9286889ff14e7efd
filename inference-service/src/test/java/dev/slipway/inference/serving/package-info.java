/** Tests of what one request does. */
@NullMarked
package dev.slipway.inference.serving;

import org.jspecify.annotations.NullMarked;
