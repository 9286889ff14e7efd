/** Decides how an expected failure is said: a code and one sentence. */
@NullMarked
package dev.slipway.registry.refusal;

import org.jspecify.annotations.NullMarked;
