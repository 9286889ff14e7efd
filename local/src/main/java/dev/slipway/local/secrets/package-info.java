/** Decides how the keys and passwords of a platform are made and kept. */
@NullMarked
package dev.slipway.local.secrets;

import org.jspecify.annotations.NullMarked;
