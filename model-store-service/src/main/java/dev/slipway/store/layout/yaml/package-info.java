/** Decides how a package's slipway.yaml is read. */
@NullMarked
package dev.slipway.store.layout.yaml;

import org.jspecify.annotations.NullMarked;
