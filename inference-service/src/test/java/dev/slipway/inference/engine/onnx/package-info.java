/** Tests of engines. */
@NullMarked
package dev.slipway.inference.engine.onnx;

import org.jspecify.annotations.NullMarked;
