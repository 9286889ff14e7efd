/** Enrols at the registry and sends tokens over HTTP, with Spring's clients. */
@NullMarked
package dev.slipway.trust.http;

import org.jspecify.annotations.NullMarked;
