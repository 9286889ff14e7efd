/** Holds each pool at its number of replicas. */
@NullMarked
package dev.slipway.autoscaler;

import org.jspecify.annotations.NullMarked;
