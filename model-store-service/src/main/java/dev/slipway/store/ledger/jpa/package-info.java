/** Decides how the ledger is kept in PostgreSQL. */
@NullMarked
package dev.slipway.store.ledger.jpa;

import org.jspecify.annotations.NullMarked;
