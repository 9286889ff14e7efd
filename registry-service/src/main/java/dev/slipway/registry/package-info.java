/** The truth as a process: how its parts are put together, started and stopped. */
@NullMarked
package dev.slipway.registry;

import org.jspecify.annotations.NullMarked;
