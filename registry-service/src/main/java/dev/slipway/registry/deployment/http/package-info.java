/** Shows deployments to clients. */
@NullMarked
package dev.slipway.registry.deployment.http;

import org.jspecify.annotations.NullMarked;
