/** Shows sizes to administrators, through the gateway. */
@NullMarked
package dev.slipway.autoscaler.sizing.load.http;

import org.jspecify.annotations.NullMarked;
