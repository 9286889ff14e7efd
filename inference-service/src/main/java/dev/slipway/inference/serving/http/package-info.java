/** Decides how requests and answers look on an HTTP connection. */
@NullMarked
package dev.slipway.inference.serving.http;

import org.jspecify.annotations.NullMarked;
