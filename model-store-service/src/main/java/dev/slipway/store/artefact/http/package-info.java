/** Decides how replicas read manifests and artefacts. */
@NullMarked
package dev.slipway.store.artefact.http;

import org.jspecify.annotations.NullMarked;
