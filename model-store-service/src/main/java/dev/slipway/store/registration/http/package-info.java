/** Decides how the registry is asked over HTTP. */
@NullMarked
package dev.slipway.store.registration.http;

import org.jspecify.annotations.NullMarked;
