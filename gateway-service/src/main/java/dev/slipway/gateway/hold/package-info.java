/** Decides how long a request waits for a usable replica, and in which order it goes on. */
@NullMarked
package dev.slipway.gateway.hold;

import org.jspecify.annotations.NullMarked;
