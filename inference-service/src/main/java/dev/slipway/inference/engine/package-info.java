/** Decides what it means to execute a model: a request gives 0..n answers, or one refusal. */
@NullMarked
package dev.slipway.inference.engine;

import org.jspecify.annotations.NullMarked;
