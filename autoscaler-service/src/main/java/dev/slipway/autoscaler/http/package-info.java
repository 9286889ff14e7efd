/** What every request over HTTP passes first. */
@NullMarked
package dev.slipway.autoscaler.http;

import org.jspecify.annotations.NullMarked;
