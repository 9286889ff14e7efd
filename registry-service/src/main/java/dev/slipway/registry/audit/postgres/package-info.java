/** Reads the audit trail from PostgreSQL. */
@NullMarked
package dev.slipway.registry.audit.postgres;

import org.jspecify.annotations.NullMarked;
