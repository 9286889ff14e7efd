/** Decides how uploads come in over HTTP. */
@NullMarked
package dev.slipway.store.upload.http;

import org.jspecify.annotations.NullMarked;
