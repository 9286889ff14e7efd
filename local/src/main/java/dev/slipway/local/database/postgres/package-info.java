/** Unpacks, starts and prepares the embedded PostgreSQL. */
@NullMarked
package dev.slipway.local.database.postgres;

import org.jspecify.annotations.NullMarked;
