/** Decides whether a silent replica is alive, and tells the attempts that wait for it. */
@NullMarked
package dev.slipway.gateway.probe;

import org.jspecify.annotations.NullMarked;
