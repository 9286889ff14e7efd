/** Decides how a request that is not answered is told so: a code and one sentence. */
@NullMarked
package dev.slipway.inference.refusal;

import org.jspecify.annotations.NullMarked;
