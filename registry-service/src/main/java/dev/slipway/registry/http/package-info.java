/** Decides who may call which route on which port, and how a refusal looks there. */
@NullMarked
package dev.slipway.registry.http;

import org.jspecify.annotations.NullMarked;
