/** Decides whether unmodified clients get what their protocols promise. */
@NullMarked
package dev.slipway.e2e.clients;

import org.jspecify.annotations.NullMarked;
