/** The door: who are you, may you, which version, which replica, and what came of it. */
@NullMarked
package dev.slipway.gateway;

import org.jspecify.annotations.NullMarked;
