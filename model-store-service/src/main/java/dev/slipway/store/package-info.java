/** Keeps the bytes of model versions: takes uploads, checks them, gives artefacts to replicas. */
@NullMarked
package dev.slipway.store;

import org.jspecify.annotations.NullMarked;
