/** Holds docker-compose.yml to what the services take, without Docker. */
@NullMarked
package dev.slipway.local.compose;

import org.jspecify.annotations.NullMarked;
