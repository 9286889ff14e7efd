/** Decides who this process is to its launcher. */
@NullMarked
package dev.slipway.store.server;

import org.jspecify.annotations.NullMarked;
