/** Decides in which order changes become visible, and under which document number. */
@NullMarked
package dev.slipway.registry.document;

import org.jspecify.annotations.NullMarked;
