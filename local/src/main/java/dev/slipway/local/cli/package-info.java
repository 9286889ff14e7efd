/** Turns command lines into actions and prints what came of them. */
@NullMarked
package dev.slipway.local.cli;

import org.jspecify.annotations.NullMarked;
