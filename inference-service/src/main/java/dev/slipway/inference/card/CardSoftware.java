package dev.slipway.inference.card;

/**
 * What TensorRT's engines depend on beside the graph and the card.
 *
 * @param runtime ONNX Runtime and its version
 * @param tensorRt version of TensorRT's library, or a word where it does not tell
 */
public record CardSoftware(String runtime, String tensorRt) {}
