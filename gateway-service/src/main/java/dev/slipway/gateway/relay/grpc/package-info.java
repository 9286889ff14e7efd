/** The Open Inference Protocol over gRPC, on a port of its own beside the other dialects. */
@NullMarked
package dev.slipway.gateway.relay.grpc;

import org.jspecify.annotations.NullMarked;
