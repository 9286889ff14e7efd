/** What a replica tells the registry, and what it is told. */
@NullMarked
package dev.slipway.contract.replica;

import org.jspecify.annotations.NullMarked;
