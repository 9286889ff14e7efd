/** Makes, shows and revokes API keys over HTTP. */
@NullMarked
package dev.slipway.registry.access.http;

import org.jspecify.annotations.NullMarked;
