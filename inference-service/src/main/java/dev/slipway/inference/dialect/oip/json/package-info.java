/** Decides how the Open Inference Protocol's JSON is read and written. */
@NullMarked
package dev.slipway.inference.dialect.oip.json;

import org.jspecify.annotations.NullMarked;
