/** Decides how a multipart body is cut into parts while it streams. */
@NullMarked
package dev.slipway.store.upload.multipart;

import org.jspecify.annotations.NullMarked;
