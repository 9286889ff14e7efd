/** Decides whether a platform survives down, up and kill -9 with what it had. */
@NullMarked
package dev.slipway.e2e.lifecycle;

import org.jspecify.annotations.NullMarked;
