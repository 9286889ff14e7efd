/** Decides what may have come of asking the registry for a version's number. */
@NullMarked
package dev.slipway.store.registration;

import org.jspecify.annotations.NullMarked;
