/** Shows, sets and removes aliases over HTTP. */
@NullMarked
package dev.slipway.registry.alias.http;

import org.jspecify.annotations.NullMarked;
