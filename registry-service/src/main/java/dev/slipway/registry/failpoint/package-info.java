/** Decides where a test may stop the process. */
@NullMarked
package dev.slipway.registry.failpoint;

import org.jspecify.annotations.NullMarked;
