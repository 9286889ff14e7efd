/** Stands for another service. */
@NullMarked
package dev.slipway.gateway;

import org.jspecify.annotations.NullMarked;
