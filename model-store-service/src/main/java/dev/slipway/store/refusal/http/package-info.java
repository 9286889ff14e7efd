/** Decides the HTTP status and the form in which a refusal leaves this service. */
@NullMarked
package dev.slipway.store.refusal.http;

import org.jspecify.annotations.NullMarked;
