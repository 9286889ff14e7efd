/**
 * Decides which names a package may have, which of its files is the model, and what it declares.
 */
@NullMarked
package dev.slipway.store.layout;

import org.jspecify.annotations.NullMarked;
