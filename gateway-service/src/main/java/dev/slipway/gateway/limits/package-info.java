/** Decides how much of everything the door takes: bodies, kept bytes, second tries. */
@NullMarked
package dev.slipway.gateway.limits;

import org.jspecify.annotations.NullMarked;
