/** Runs the registry on a real PostgreSQL, with replicas and gateways played by hand. */
@NullMarked
package dev.slipway.registry;

import org.jspecify.annotations.NullMarked;
