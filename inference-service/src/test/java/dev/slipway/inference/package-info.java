/** Tests of the whole replica. */
@NullMarked
package dev.slipway.inference;

import org.jspecify.annotations.NullMarked;
