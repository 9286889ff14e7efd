/** Asks PostgreSQL who uses a version. */
@NullMarked
package dev.slipway.registry.model.postgres;

import org.jspecify.annotations.NullMarked;
