/** Keeps the counters and reads the documents in PostgreSQL. */
@NullMarked
package dev.slipway.registry.document.postgres;

import org.jspecify.annotations.NullMarked;
