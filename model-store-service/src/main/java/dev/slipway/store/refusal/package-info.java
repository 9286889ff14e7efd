/** Decides what a client or another service is told when something is refused. */
@NullMarked
package dev.slipway.store.refusal;

import org.jspecify.annotations.NullMarked;
