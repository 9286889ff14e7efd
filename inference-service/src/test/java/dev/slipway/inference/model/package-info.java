/** Tests of which versions are loaded and how. */
@NullMarked
package dev.slipway.inference.model;

import org.jspecify.annotations.NullMarked;
