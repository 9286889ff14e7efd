/** Decides when a version's files are here and are the right ones: fetched, checked, cached. */
@NullMarked
package dev.slipway.inference.artefact;

import org.jspecify.annotations.NullMarked;
