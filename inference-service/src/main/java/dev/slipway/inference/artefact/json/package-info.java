/** Decides how a manifest's JSON is read. */
@NullMarked
package dev.slipway.inference.artefact.json;

import org.jspecify.annotations.NullMarked;
