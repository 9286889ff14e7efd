/** Decides whether what is to be loaded fits into the memory that this process may still take. */
@NullMarked
package dev.slipway.inference.memory;

import org.jspecify.annotations.NullMarked;
