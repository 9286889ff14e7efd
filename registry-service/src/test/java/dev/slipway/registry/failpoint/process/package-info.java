/** Failpoints without a halt. */
@NullMarked
package dev.slipway.registry.failpoint.process;

import org.jspecify.annotations.NullMarked;
