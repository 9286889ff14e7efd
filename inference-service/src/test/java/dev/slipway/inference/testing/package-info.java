/** What this module's tests are made of: models, a registry and a store that tests control. */
@NullMarked
package dev.slipway.inference.testing;

import org.jspecify.annotations.NullMarked;
