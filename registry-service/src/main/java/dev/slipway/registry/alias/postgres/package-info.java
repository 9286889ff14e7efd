/** Keeps aliases in PostgreSQL. */
@NullMarked
package dev.slipway.registry.alias.postgres;

import org.jspecify.annotations.NullMarked;
