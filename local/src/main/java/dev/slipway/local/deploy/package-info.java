/** Decides what is uploaded for a model and when it counts as served. */
@NullMarked
package dev.slipway.local.deploy;

import org.jspecify.annotations.NullMarked;
