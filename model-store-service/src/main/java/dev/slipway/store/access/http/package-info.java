/** Decides who may speak to which port. */
@NullMarked
package dev.slipway.store.access.http;

import org.jspecify.annotations.NullMarked;
