/** Decides whether a file holds an ONNX graph, and what the graph takes and gives. */
@NullMarked
package dev.slipway.store.graph;

import org.jspecify.annotations.NullMarked;
