/** Decides how a deployment changes from one version to another. */
@NullMarked
package dev.slipway.registry.rollout;

import org.jspecify.annotations.NullMarked;
