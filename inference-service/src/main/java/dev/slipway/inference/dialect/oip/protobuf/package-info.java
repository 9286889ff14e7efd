/** Decides how the messages of the Open Inference Protocol's gRPC form are read and written. */
@NullMarked
package dev.slipway.inference.dialect.oip.protobuf;

import org.jspecify.annotations.NullMarked;
