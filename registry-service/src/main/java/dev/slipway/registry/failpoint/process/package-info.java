/** Halts the process at a failpoint that a file names. */
@NullMarked
package dev.slipway.registry.failpoint.process;

import org.jspecify.annotations.NullMarked;
