@NullMarked
package dev.slipway.inference.histogram;

import org.jspecify.annotations.NullMarked;
