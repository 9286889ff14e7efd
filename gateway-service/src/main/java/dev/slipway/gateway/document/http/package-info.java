/** Long polls at the registry. */
@NullMarked
package dev.slipway.gateway.document.http;

import org.jspecify.annotations.NullMarked;
