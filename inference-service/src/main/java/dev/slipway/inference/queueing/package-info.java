/** Decides which waiting work is served next, whose work that is, and who makes room for whom. */
@NullMarked
package dev.slipway.inference.queueing;

import org.jspecify.annotations.NullMarked;
