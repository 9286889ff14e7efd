/** Shows the audit trail over HTTP. */
@NullMarked
package dev.slipway.registry.audit.http;

import org.jspecify.annotations.NullMarked;
