/** Decides the exact bytes of a manifest. */
@NullMarked
package dev.slipway.store.upload.json;

import org.jspecify.annotations.NullMarked;
