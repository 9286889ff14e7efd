/** One half of a cycle. */
@NullMarked
package dev.slipway.broken.billing;

import org.jspecify.annotations.NullMarked;
