/** The end of the web server. */
@NullMarked
package dev.slipway.gateway.drain.http;

import org.jspecify.annotations.NullMarked;
