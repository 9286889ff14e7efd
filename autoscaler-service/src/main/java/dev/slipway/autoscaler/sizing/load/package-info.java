/** Decides how many replicas a pool shall have by what is asked of it. */
@NullMarked
package dev.slipway.autoscaler.sizing.load;

import org.jspecify.annotations.NullMarked;
