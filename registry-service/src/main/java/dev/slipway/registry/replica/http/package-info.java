/** Hears replicas and their actuators, and shows replicas to clients. */
@NullMarked
package dev.slipway.registry.replica.http;

import org.jspecify.annotations.NullMarked;
