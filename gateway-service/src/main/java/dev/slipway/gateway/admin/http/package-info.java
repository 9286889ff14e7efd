/** Admin calls through Spring Cloud Gateway's own filters. */
@NullMarked
package dev.slipway.gateway.admin.http;

import org.jspecify.annotations.NullMarked;
