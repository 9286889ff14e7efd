/** Decides whether a part of an upload is an archive, and which of its entries are unpacked. */
@NullMarked
package dev.slipway.store.archive;

import org.jspecify.annotations.NullMarked;
