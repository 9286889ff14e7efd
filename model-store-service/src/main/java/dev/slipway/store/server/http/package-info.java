/** Decides which ports this process listens on and tells its launcher. */
@NullMarked
package dev.slipway.store.server.http;

import org.jspecify.annotations.NullMarked;
