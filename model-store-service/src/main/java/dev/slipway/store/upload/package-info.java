/** Decides whether an upload becomes a version. */
@NullMarked
package dev.slipway.store.upload;

import org.jspecify.annotations.NullMarked;
