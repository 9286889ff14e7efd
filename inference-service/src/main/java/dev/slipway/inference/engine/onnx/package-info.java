/** Decides how ONNX Runtime executes a graph: sessions, threads, tensors, its native library. */
@NullMarked
package dev.slipway.inference.engine.onnx;

import org.jspecify.annotations.NullMarked;
