/** Decides in which state a replica is and which versions it shall have. */
@NullMarked
package dev.slipway.registry.replica;

import org.jspecify.annotations.NullMarked;
