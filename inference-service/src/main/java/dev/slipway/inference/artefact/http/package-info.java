/** Decides how artefacts are asked of the store over HTTP. */
@NullMarked
package dev.slipway.inference.artefact.http;

import org.jspecify.annotations.NullMarked;
