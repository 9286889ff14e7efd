/** Keeps models and versions in PostgreSQL. */
@NullMarked
package dev.slipway.registry.model.jpa;

import org.jspecify.annotations.NullMarked;
