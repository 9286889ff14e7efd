/** Holds the documents that are applied, and watches for newer ones. */
@NullMarked
package dev.slipway.gateway.document;

import org.jspecify.annotations.NullMarked;
