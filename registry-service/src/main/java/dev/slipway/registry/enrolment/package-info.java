/** Decides who gets which service tokens. */
@NullMarked
package dev.slipway.registry.enrolment;

import org.jspecify.annotations.NullMarked;
