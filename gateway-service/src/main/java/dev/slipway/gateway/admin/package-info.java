/** Decides which service an admin call is passed on to. */
@NullMarked
package dev.slipway.gateway.admin;

import org.jspecify.annotations.NullMarked;
