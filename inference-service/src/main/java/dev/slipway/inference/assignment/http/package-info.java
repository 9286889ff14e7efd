/** Decides how the registry is asked over HTTP. */
@NullMarked
package dev.slipway.inference.assignment.http;

import org.jspecify.annotations.NullMarked;
