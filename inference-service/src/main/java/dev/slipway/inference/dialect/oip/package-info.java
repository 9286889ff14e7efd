/** Decides what the Open Inference Protocol asks and answers. */
@NullMarked
package dev.slipway.inference.dialect.oip;

import org.jspecify.annotations.NullMarked;
