/** Tests of codecs. */
@NullMarked
package dev.slipway.inference.dialect;

import org.jspecify.annotations.NullMarked;
