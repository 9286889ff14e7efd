/** How services prove to each other who they are and on whose behalf they ask. */
@NullMarked
package dev.slipway.trust;

import org.jspecify.annotations.NullMarked;
