/** Decides whose load is listened to, and what is known of it at a moment. */
@NullMarked
package dev.slipway.autoscaler.signals;

import org.jspecify.annotations.NullMarked;
