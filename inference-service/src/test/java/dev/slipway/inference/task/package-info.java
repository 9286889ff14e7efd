/** Tests of tasks. */
@NullMarked
package dev.slipway.inference.task;

import org.jspecify.annotations.NullMarked;
