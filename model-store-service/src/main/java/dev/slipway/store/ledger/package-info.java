/**
 * Decides which stored object belongs to which upload, and which of them nothing needs any more.
 */
@NullMarked
package dev.slipway.store.ledger;

import org.jspecify.annotations.NullMarked;
