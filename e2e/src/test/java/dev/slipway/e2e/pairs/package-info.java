/** Decides whether two gateways and two registries on one database are one platform. */
@NullMarked
package dev.slipway.e2e.pairs;

import org.jspecify.annotations.NullMarked;
