/** Decides who asks, from the access document; unknown keys and missing grants are refused. */
@NullMarked
package dev.slipway.gateway.access;

import org.jspecify.annotations.NullMarked;
