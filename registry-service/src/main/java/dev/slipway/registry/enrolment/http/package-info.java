/** Enrolment over HTTP. */
@NullMarked
package dev.slipway.registry.enrolment.http;

import org.jspecify.annotations.NullMarked;
