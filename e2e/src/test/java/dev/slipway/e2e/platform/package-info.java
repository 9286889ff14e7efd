/** Decides how a test starts a platform, looks into it and breaks it. */
@NullMarked
package dev.slipway.e2e.platform;

import org.jspecify.annotations.NullMarked;
