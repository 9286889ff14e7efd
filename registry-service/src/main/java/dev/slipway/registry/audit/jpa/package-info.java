/** Keeps the audit in PostgreSQL. */
@NullMarked
package dev.slipway.registry.audit.jpa;

import org.jspecify.annotations.NullMarked;
