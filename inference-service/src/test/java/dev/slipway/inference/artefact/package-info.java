/** Tests of what is kept of the store. */
@NullMarked
package dev.slipway.inference.artefact;

import org.jspecify.annotations.NullMarked;
