/** Decides where bytes lie and how they are read again without being held. */
@NullMarked
package dev.slipway.store.bytes;

import org.jspecify.annotations.NullMarked;
