/** The relay on Reactor Netty, as the terminal filter of Spring Cloud Gateway's chain. */
@NullMarked
package dev.slipway.gateway.relay.http;

import org.jspecify.annotations.NullMarked;
