/** Decides what this replica tells the registry, and carries out what it is told. */
@NullMarked
package dev.slipway.inference.assignment;

import org.jspecify.annotations.NullMarked;
