/** Decides how PostgreSQL is set up, kept durable and ended. */
@NullMarked
package dev.slipway.local.database;

import org.jspecify.annotations.NullMarked;
