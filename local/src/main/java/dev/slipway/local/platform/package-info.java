/**
 * Decides which processes make the platform, how they are told of each other, and in which order
 * they start and end.
 */
@NullMarked
package dev.slipway.local.platform;

import org.jspecify.annotations.NullMarked;
