/** What gateways and replicas tell the autoscaler of their load. */
@NullMarked
package dev.slipway.contract.signal;

import org.jspecify.annotations.NullMarked;
