@NullMarked
package dev.slipway.supervision.environment;

import org.jspecify.annotations.NullMarked;
