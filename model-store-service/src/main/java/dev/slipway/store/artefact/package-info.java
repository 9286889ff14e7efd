/** Decides which bytes of an artefact a reader gets. */
@NullMarked
package dev.slipway.store.artefact;

import org.jspecify.annotations.NullMarked;
