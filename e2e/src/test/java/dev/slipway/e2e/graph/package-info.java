/** Decides what the ONNX models of the tests compute, and writes them. */
@NullMarked
package dev.slipway.e2e.graph;

import org.jspecify.annotations.NullMarked;
