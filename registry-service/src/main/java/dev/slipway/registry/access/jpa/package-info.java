/** Keeps API keys in PostgreSQL. */
@NullMarked
package dev.slipway.registry.access.jpa;

import org.jspecify.annotations.NullMarked;
