/** Decides what the object store of one machine is told at its start. */
@NullMarked
package dev.slipway.local.objects;

import org.jspecify.annotations.NullMarked;
