/** Decides which models and versions exist, and which number a version gets. */
@NullMarked
package dev.slipway.registry.model;

import org.jspecify.annotations.NullMarked;
